package io.xfrmgate.agent.control;

import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.agent.vici.ViciChannel;
import io.xfrmgate.agent.vici.ViciException;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.agent.vici.ViciPacket;
import io.xfrmgate.agent.vici.ViciPacket.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the control socket: a thread that reads and obeys, one that writes. What waits to be written is bounded:
 * events that find no room end the client, answers wait for as long as it still reads.
 */
final class ClientSession implements ControlCommand.Client {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

    /** Octets that wait to be written. */
    static final int MAX_QUEUED = 1024 * 1024;

    private static final int MAX_EVENTS = 64;

    private final ViciChannel channel;
    private final String who;
    private final boolean mayTakeKeys;
    private final Map<String, ControlCommand> commands;
    private final Set<String> knownEvents;
    private final Set<String> events = ConcurrentHashMap.newKeySet();
    private final Queue<byte[]> queue = new ArrayDeque<>();
    private int queued;
    private boolean closed;
    private long writingSinceNanos;
    private boolean writing;

    ClientSession(
            ViciChannel channel,
            String who,
            boolean mayTakeKeys,
            Map<String, ControlCommand> commands,
            Set<String> knownEvents) {
        this.channel = channel;
        this.who = who;
        this.mayTakeKeys = mayTakeKeys;
        this.commands = commands;
        this.knownEvents = knownEvents;
    }

    @Override
    public String who() {
        return who;
    }

    @Override
    public boolean mayTakeKeys() {
        return mayTakeKeys;
    }

    // ---- reading ---------------------------------------------------------------------------------------------------

    /** Reads and obeys until the client goes. */
    void serve() throws InterruptedException {
        try {
            while (true) {
                handle(channel.read());
            }
        } catch (EOFException | ClosedChannelException e) {
            close();
        } catch (ViciException e) {
            drop(e.getMessage() == null ? "malformed" : e.getMessage());
        } catch (IOException e) {
            drop(e.toString());
        }
    }

    private void handle(ViciPacket packet) throws IOException, InterruptedException {
        switch (packet.kind()) {
            case COMMAND_REQUEST -> command(packet.name(), packet.message());
            case EVENT_REGISTER -> {
                boolean known = knownEvents.contains(packet.name()) && events.size() < MAX_EVENTS;
                if (known) {
                    events.add(packet.name());
                }
                put(ViciPacket.of(known ? Kind.EVENT_CONFIRM : Kind.EVENT_UNKNOWN));
            }
            case EVENT_UNREGISTER ->
                put(ViciPacket.of(events.remove(packet.name()) ? Kind.EVENT_CONFIRM : Kind.EVENT_UNKNOWN));
            case COMMAND_RESPONSE, COMMAND_UNKNOWN, EVENT_CONFIRM, EVENT_UNKNOWN, EVENT ->
                throw new ViciException("a packet that only a server sends: " + packet.kind());
        }
    }

    private void command(String name, ViciMessage request) throws IOException, InterruptedException {
        ControlCommand command = commands.get(name);
        if (command == null) {
            put(ViciPacket.of(Kind.COMMAND_UNKNOWN));
            return;
        }
        ViciMessage answer;
        try {
            answer = command.run(request, this);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException | IllegalArgumentException | RejectedExecutionException e) {
            answer = ViciMessage.failure(e.getMessage() == null ? e.toString() : e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("{}", LogLine.event("internal-error").add("at", "control " + name), e);
            answer = ViciMessage.failure("an internal error, which the log tells of");
        }
        put(ViciPacket.response(answer));
    }

    // ---- writing ---------------------------------------------------------------------------------------------------

    @Override
    public void stream(String event, ViciMessage message) throws IOException {
        if (events.contains(event)) {
            put(ViciPacket.event(event, message));
        }
    }

    boolean isRegistered(String event) {
        return events.contains(event);
    }

    /** Queues an event for a client that registered for it, and waits for nothing; a client without room for it is dropped. */
    void offer(byte[] encoded) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (queued + encoded.length <= MAX_QUEUED) {
                enqueue(encoded);
                return;
            }
        }
        drop("it does not read its events");
    }

    private void put(ViciPacket packet) throws IOException {
        byte[] encoded = packet.encode();
        synchronized (this) {
            while (!closed && queued > 0 && queued + encoded.length > MAX_QUEUED) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new ClosedChannelException();
                }
            }
            if (closed) {
                throw new ClosedChannelException();
            }
            enqueue(encoded);
        }
    }

    private synchronized void enqueue(byte[] encoded) {
        queue.add(encoded);
        queued += encoded.length;
        notifyAll();
    }

    /** Writes what is queued until the client goes. */
    void drain() throws InterruptedException {
        try {
            while (true) {
                byte[] next = next();
                if (next == null) {
                    return;
                }
                channel.write(next);
                synchronized (this) {
                    writing = false;
                    queued -= next.length;
                    notifyAll();
                }
            }
        } catch (IOException e) {
            close();
        }
    }

    private synchronized byte @org.jspecify.annotations.Nullable [] next() throws InterruptedException {
        while (!closed && queue.isEmpty()) {
            wait();
        }
        writing = !closed;
        writingSinceNanos = System.nanoTime();
        return closed ? null : queue.remove();
    }

    /** Drops the client if one packet has waited for so long to be taken. */
    void dropIfStuck(long patienceNanos) {
        boolean stuck;
        synchronized (this) {
            stuck = !closed && writing && System.nanoTime() - writingSinceNanos > patienceNanos;
        }
        if (stuck) {
            drop("it does not read");
        }
    }

    private void drop(String why) {
        if (close()) {
            LOG.warn(
                    "{}",
                    LogLine.event("control-client-dropped").add("who", who).add("why", why));
        }
    }

    /** Ends the client; false if it had ended. */
    boolean close() {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
            queue.clear();
            notifyAll();
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("{}", LogLine.event("control-client-close").add("error", e));
        }
        return true;
    }
}
