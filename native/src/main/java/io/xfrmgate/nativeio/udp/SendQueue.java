package io.xfrmgate.nativeio.udp;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Datagrams waiting for sendmmsg(2), copied into one native arena. */
final class SendQueue {
    private final MessageVector headers;
    private final Memory arena;
    private final ByteBuffer octets;
    private final @Nullable UdpAddress[] destinations;
    private int head;
    private int tail;
    private int used;

    SendQueue(int capacity, int arenaSize) {
        this.headers = new MessageVector(capacity);
        this.arena = new Memory(arenaSize);
        this.octets = arena.getByteBuffer(0, arenaSize);
        this.destinations = new UdpAddress[capacity];
    }

    int size() {
        return tail - head;
    }

    /** Adds a datagram; false if there is no room until the queue was sent. */
    boolean add(UdpAddress to, InetAddress from, boolean marker, byte[] message) {
        int length = message.length + (marker ? NonEspMarker.LENGTH : 0);
        if (tail == headers.capacity() || length > octets.capacity() - used) {
            return false;
        }
        int at = used;
        if (marker) {
            octets.putInt(at, 0);
            at += NonEspMarker.LENGTH;
        }
        octets.put(at, message);
        headers.data(tail, Pointer.nativeValue(arena) + used, length);
        int nameLength = SocketAddresses.write(headers.buffer(), headers.name(tail), to);
        int controlLength = from.isAnyLocalAddress()
                ? 0
                : SocketAddresses.writePacketInfo(headers.buffer(), headers.control(tail), from);
        headers.lengths(tail, nameLength, controlLength);
        destinations[tail] = to;
        used += length;
        tail++;
        return true;
    }

    /** The headers of what is still to be sent. */
    Pointer pending() {
        return headers.from(head);
    }

    /** Octets of the first {@code count} datagrams still to be sent. */
    long pendingOctets(int count) {
        long sum = 0;
        for (int i = head; i < head + count; i++) {
            sum += headers.dataLength(i);
        }
        return sum;
    }

    UdpAddress firstDestination() {
        UdpAddress first = destinations[head];
        if (first == null) {
            throw new IllegalStateException("nothing is queued");
        }
        return first;
    }

    /** Forgets the first {@code count} datagrams. */
    void drop(int count) {
        head += count;
        if (head == tail) {
            head = 0;
            tail = 0;
            used = 0;
        }
    }
}
