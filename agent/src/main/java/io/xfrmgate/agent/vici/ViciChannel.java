package io.xfrmgate.agent.vici;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Whole packets over a stream socket. One thread may read while another one writes. */
public final class ViciChannel implements AutoCloseable {
    private final SocketChannel socket;
    private final int maxReceived;
    private final ByteBuffer received = ByteBuffer.allocate(16 * 1024).flip();

    /** @param maxReceived octets of a packet that is still read */
    public ViciChannel(SocketChannel socket, int maxReceived) {
        this.socket = socket;
        this.maxReceived = Math.min(maxReceived, ViciPacket.MAX_LENGTH);
    }

    /**
     * Waits for a packet.
     *
     * @throws ViciException if what comes is none
     * @throws EOFException if the other side has closed
     */
    public ViciPacket read() throws IOException {
        byte[] header = take(4);
        int length = ByteBuffer.wrap(header).getInt();
        if (length <= 0 || length > maxReceived) {
            throw new ViciException(
                    "a packet of " + Integer.toUnsignedString(length) + " octets, " + maxReceived + " are allowed");
        }
        return ViciPacket.decode(take(length));
    }

    private byte[] take(int length) throws IOException {
        byte[] octets = new byte[length];
        int have = 0;
        while (have < length) {
            if (!received.hasRemaining()) {
                received.clear();
                int read = socket.read(received);
                received.flip();
                if (read < 0) {
                    throw new EOFException("the other side has closed the connection");
                }
            }
            int taken = Math.min(length - have, received.remaining());
            received.get(octets, have, taken);
            have += taken;
        }
        return octets;
    }

    /** Writes a packet, and waits for as long as the other side does not take it. */
    public void write(ViciPacket packet) throws IOException {
        write(packet.encode());
    }

    /** Writes what {@link ViciPacket#encode} gave. */
    public void write(byte[] encoded) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(encoded);
        while (octets.hasRemaining()) {
            socket.write(octets);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
