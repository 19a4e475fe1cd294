package io.xfrmgate.agent.vici;

import io.xfrmgate.agent.vici.ViciPacket.Kind;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A client of a control socket, for one thread. */
public final class ViciClient implements AutoCloseable {
    private final ViciChannel channel;

    private ViciClient(ViciChannel channel) {
        this.channel = channel;
    }

    /** @throws IOException if nobody serves there, or we may not; the message says which socket */
    public static ViciClient connect(Path socket) throws IOException {
        try {
            return new ViciClient(
                    new ViciChannel(SocketChannel.open(UnixDomainSocketAddress.of(socket)), ViciPacket.MAX_LENGTH));
        } catch (IOException e) {
            throw new IOException("no daemon answers at " + socket + ": " + e.getMessage(), e);
        }
    }

    /**
     * Has a command done.
     *
     * @return its answer
     * @throws ViciException if the daemon has no such command
     */
    public ViciMessage call(String command, ViciMessage request) throws IOException {
        return await(command, request, "", message -> {});
    }

    /**
     * Has a command done that streams events.
     *
     * @param each told of every event
     * @return the answer, which comes after them
     */
    public ViciMessage stream(String command, ViciMessage request, String event, Consumer<ViciMessage> each)
            throws IOException {
        register(event);
        return await(command, request, event, each);
    }

    private ViciMessage await(String command, ViciMessage request, String event, Consumer<ViciMessage> each)
            throws IOException {
        channel.write(ViciPacket.request(command, request));
        while (true) {
            ViciPacket packet = channel.read();
            switch (packet.kind()) {
                case COMMAND_RESPONSE -> {
                    return packet.message();
                }
                case COMMAND_UNKNOWN -> throw new ViciException("the daemon has no command " + command);
                case EVENT -> {
                    if (packet.name().equals(event)) {
                        each.accept(packet.message());
                    }
                }
                case COMMAND_REQUEST, EVENT_REGISTER, EVENT_UNREGISTER, EVENT_CONFIRM, EVENT_UNKNOWN ->
                    throw new ViciException("an unexpected packet: " + packet.kind());
            }
        }
    }

    private void register(String event) throws IOException {
        channel.write(new ViciPacket(Kind.EVENT_REGISTER, event, ViciMessage.EMPTY));
        while (true) {
            ViciPacket packet = channel.read();
            switch (packet.kind()) {
                case EVENT_CONFIRM -> {
                    return;
                }
                case EVENT_UNKNOWN -> throw new ViciException("the daemon has no event " + event);
                case EVENT -> {} // of one that was registered before
                case COMMAND_REQUEST, COMMAND_RESPONSE, COMMAND_UNKNOWN, EVENT_REGISTER, EVENT_UNREGISTER ->
                    throw new ViciException("an unexpected packet: " + packet.kind());
            }
        }
    }

    /** Has events told until the daemon ends, which is an exception. */
    public void listen(Collection<String> events, BiConsumer<String, ViciMessage> each) throws IOException {
        for (String event : events) {
            register(event);
        }
        while (true) {
            ViciPacket packet = channel.read();
            if (packet.kind() == Kind.EVENT) {
                each.accept(packet.name(), packet.message());
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
