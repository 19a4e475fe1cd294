package io.xfrmgate.agent.aaa;

import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One socket to one server, with its 256 identifiers. A thread of its own hands what comes to whoever waits under the identifier;
 * whether it is authentic is seen there.
 */
final class RadiusLink implements AutoCloseable {
    private static final int IDENTIFIERS = 256;
    private static final int MAX_DATAGRAM = 4096;
    private static final int WAITING = 16;

    private final DatagramChannel channel;
    private final Map<Integer, Slot> slots = new ConcurrentHashMap<>();
    private int next;

    /** What came for a slot. */
    sealed interface Arrival {
        record Datagram(byte[] octets) implements Arrival {}

        /** The server's host says that nobody listens there. */
        record Refused() implements Arrival {}

        /** The link has been closed. */
        record Closed() implements Arrival {}
    }

    /** An identifier that is in use. */
    final class Slot implements AutoCloseable {
        private final int identifier;
        private final BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(WAITING);

        private Slot(int identifier) {
            this.identifier = identifier;
        }

        int identifier() {
            return identifier;
        }

        /** Sends; that nobody listens is told like an arrival. */
        void send(byte[] octets) throws IOException {
            try {
                channel.write(ByteBuffer.wrap(octets));
            } catch (PortUnreachableException earlier) {
                // Of an earlier datagram: the socket tells it once, and then sends.
                channel.write(ByteBuffer.wrap(octets));
            }
        }

        /** The next arrival, or empty if none comes in time. */
        Optional<Arrival> await(long nanos) throws InterruptedException {
            return Optional.ofNullable(arrivals.poll(nanos, TimeUnit.NANOSECONDS));
        }

        @Override
        public void close() {
            slots.remove(identifier);
        }
    }

    RadiusLink(DatagramChannel channel, String name) {
        this.channel = channel;
        Thread.ofVirtual().name("radius-" + name).start(this::receive);
    }

    /** Takes an identifier, the longest unused one first; empty if all are in use. */
    synchronized Optional<Slot> acquire() {
        for (int i = 0; i < IDENTIFIERS; i++) {
            int identifier = (next + i) % IDENTIFIERS;
            if (!slots.containsKey(identifier)) {
                Slot slot = new Slot(identifier);
                slots.put(identifier, slot);
                next = (identifier + 1) % IDENTIFIERS;
                return Optional.of(slot);
            }
        }
        return Optional.empty();
    }

    private void receive() {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);
        while (channel.isOpen()) {
            try {
                buffer.clear();
                channel.read(buffer);
                deliver(Arrays.copyOf(buffer.array(), buffer.position()));
            } catch (PortUnreachableException refused) {
                toAll(new Arrival.Refused());
            } catch (IOException closedOrBroken) {
                close();
            }
        }
        toAll(new Arrival.Closed());
    }

    private void deliver(byte[] datagram) {
        if (datagram.length < 2) {
            return;
        }
        // A flood fills its own slot and nothing else.
        Optional.ofNullable(slots.get(datagram[1] & 0xFF))
                .ifPresent(slot -> slot.arrivals.offer(new Arrival.Datagram(datagram)));
    }

    private void toAll(Arrival arrival) {
        slots.values().forEach(slot -> slot.arrivals.offer(arrival));
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
    }
}
