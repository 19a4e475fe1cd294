package io.xfrmgate.agent.control;

import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.agent.vici.ViciChannel;
import io.xfrmgate.agent.vici.ViciException;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.agent.vici.ViciPacket;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Unix socket on which clients speak VICI. The threads are all its own. */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

    /** Clients at once; each may make us hold two packets and what is queued for it. */
    static final int MAX_CLIENTS = 64;

    /** How long one packet may wait to be read. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String GROUP = "xfrmgate";

    private final ServerSocketChannel listener;
    private final Path path;
    private final UserPrincipal owner;
    private final Map<String, ControlCommand> commands;
    private final Set<String> events;
    private final Duration patience;
    private final Set<ClientSession> clients = ConcurrentHashMap.newKeySet();

    private ControlServer(
            ServerSocketChannel listener,
            Path path,
            UserPrincipal owner,
            Map<String, ControlCommand> commands,
            Set<String> events,
            Duration patience) {
        this.listener = listener;
        this.path = path;
        this.owner = owner;
        this.commands = Map.copyOf(commands);
        this.events = Set.copyOf(events);
        this.patience = patience;
    }

    /**
     * Serves at a path. A socket that a dead daemon left there is replaced; its directory is made where it is missing.
     *
     * @param events that clients may register for
     * @throws IOException if that can not be, or another daemon serves there
     */
    static ControlServer start(Path path, Map<String, ControlCommand> commands, Set<String> events, Duration patience)
            throws IOException {
        removeStale(path);
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        UserPrincipal owner;
        try {
            listener.bind(UnixDomainSocketAddress.of(path));
            owner = Files.getOwner(path);
            restrict(path);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
        ControlServer server = new ControlServer(listener, path, owner, commands, events, patience);
        Thread.ofVirtual().name("control-accept").start(server::acceptAll);
        Thread.ofVirtual().name("control-watch").start(server::watch);
        return server;
    }

    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            throw new IOException(path + " is there and is no socket");
        }
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new IOException("another daemon serves at " + path + " (connected: " + probe.isConnected() + ")");
        } catch (SocketException e) {
            Files.deleteIfExists(path);
        }
    }

    /** Mode 0660, group xfrmgate if there is one. */
    private static void restrict(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        view.setPermissions(PosixFilePermissions.fromString("rw-rw----"));
        try {
            GroupPrincipal group =
                    path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(GROUP);
            // As a service we are in that group, and may not so much as ask for another one.
            if (!view.readAttributes().group().equals(group)) {
                view.setGroup(group);
            }
        } catch (UserPrincipalNotFoundException e) {
            LOG.debug("{}", LogLine.event("control-group-missing").add("group", GROUP));
        } catch (IOException e) {
            LOG.warn(
                    "{}",
                    LogLine.event("control-group-not-set").add("group", GROUP).add("error", e));
        }
    }

    private void acceptAll() {
        while (true) {
            try {
                accept(listener.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("{}", LogLine.event("control-accept-failed").add("error", e));
                if (!pause(Duration.ofMillis(100))) {
                    return;
                }
            }
        }
    }

    private void accept(SocketChannel socket) throws IOException {
        if (clients.size() >= MAX_CLIENTS) {
            LOG.warn("{}", LogLine.event("control-client-refused").add("clients", clients.size()));
            socket.close();
            return;
        }
        UnixDomainPrincipal peer = socket.getOption(ExtendedSocketOptions.SO_PEERCRED);
        ClientSession client = new ClientSession(
                new ViciChannel(socket, ViciPacket.MAX_LENGTH),
                PeerUser.name(peer.user().getName()),
                PeerUser.isRoot(peer.user()) || peer.user().equals(owner),
                commands,
                events);
        clients.add(client);
        Thread.ofVirtual().name("control-read").start(() -> serve(client));
        Thread.ofVirtual().name("control-write").start(() -> {
            try {
                client.drain();
            } catch (InterruptedException e) {
                client.close();
            }
        });
    }

    private void serve(ClientSession client) {
        try {
            client.serve();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            client.close();
            clients.remove(client);
        }
    }

    private void watch() {
        while (listener.isOpen() && pause(patience.dividedBy(10))) {
            clients.forEach(client -> client.dropIfStuck(patience.toNanos()));
        }
    }

    private static boolean pause(Duration duration) {
        try {
            Thread.sleep(duration);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether some client has registered for an event. */
    boolean isWanted(String event) {
        return clients.stream().anyMatch(client -> client.isRegistered(event));
    }

    /** Sends an event to all clients that registered for it, and waits for none. */
    void publish(String event, ViciMessage message) {
        Set<ClientSession> interested = new HashSet<>(clients);
        interested.removeIf(client -> !client.isRegistered(event));
        if (interested.isEmpty()) {
            return;
        }
        try {
            byte[] encoded = ViciPacket.event(event, message).encode();
            interested.forEach(client -> client.offer(encoded));
        } catch (ViciException e) {
            LOG.warn(
                    "{}",
                    LogLine.event("control-event-too-large").add("name", event).add("error", e));
        }
    }

    /** Clients that are connected. */
    int clients() {
        return clients.size();
    }

    /** Where it serves. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            listener.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("{}", LogLine.event("control-close-failed").add("error", e));
        }
        clients.forEach(ClientSession::close);
    }
}
