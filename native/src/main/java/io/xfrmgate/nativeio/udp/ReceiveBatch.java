package io.xfrmgate.nativeio.udp;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Room for the datagrams of one recvmmsg(2), to be filled again and again, by any socket of the same thread. What the
 * accessors say of datagram {@code i} holds until the next {@link IkeUdpSocket#receive}.
 */
public final class ReceiveBatch {
    /** Every UDP datagram fits, so nothing is ever cut short; memory that no datagram reached costs no page. */
    private static final int SLOT = 65_536;

    private final MessageVector headers;
    private final Memory memory;
    private final ByteBuffer[] slots;
    private final NonEspMarker.Kind[] kinds;
    private final SocketAddresses addresses = new SocketAddresses();
    private UdpAddress boundTo = UdpAddress.of("0.0.0.0", 0);
    private int count;

    /** @param capacity the most datagrams one call may give; 32 to 64 is plenty */
    public ReceiveBatch(int capacity) {
        this.headers = new MessageVector(capacity);
        this.memory = new Memory((long) capacity * SLOT);
        this.slots = new ByteBuffer[capacity];
        this.kinds = new NonEspMarker.Kind[capacity];
        Arrays.fill(kinds, NonEspMarker.Kind.MALFORMED);
        for (int i = 0; i < capacity; i++) {
            slots[i] = memory.getByteBuffer((long) i * SLOT, SLOT);
            headers.data(i, Pointer.nativeValue(memory) + (long) i * SLOT, SLOT);
            headers.prepareReceive(i);
        }
    }

    /** The most datagrams one call may give. */
    public int capacity() {
        return headers.capacity();
    }

    /** Datagrams held. */
    public int count() {
        return count;
    }

    /** Whether the batch was filled to the last place, so that more datagrams may be waiting. */
    public boolean isFull() {
        return count == headers.capacity();
    }

    /** What datagram {@code i} is; on a socket without NAT traversal it is {@code IKE} unless empty. */
    public NonEspMarker.Kind kind(int i) {
        return kinds[held(i)];
    }

    /** Whence datagram {@code i} came. */
    public UdpAddress source(int i) {
        return addresses.read(headers.buffer(), headers.name(held(i)));
    }

    /** The local address and port datagram {@code i} was sent to. */
    public UdpAddress local(int i) {
        return addresses.readPacketInfo(
                headers.buffer(), headers.control(held(i)), headers.controlLength(i), boundTo.port(), boundTo);
    }

    /** Octets of datagram {@code i}, without the non-ESP marker. */
    public int length(int i) {
        return slots[held(i)].remaining();
    }

    /** A new array with the octets of datagram {@code i}, without the non-ESP marker. */
    public byte[] copy(int i) {
        ByteBuffer slot = slots[held(i)];
        byte[] octets = new byte[slot.remaining()];
        slot.get(slot.position(), octets);
        return octets;
    }

    private int held(int i) {
        if (i >= count) {
            throw new IndexOutOfBoundsException("datagram " + i + " of " + count);
        }
        return i;
    }

    /** Makes room again and gives the headers to receive into. */
    Pointer prepare() {
        for (int i = 0; i < count; i++) {
            headers.prepareReceive(i);
        }
        count = 0;
        return headers.from(0);
    }

    /** Takes note of {@code received} datagrams; returns their octets. */
    long accept(int received, UdpAddress socketAddress, boolean natTraversal) {
        count = received;
        boundTo = socketAddress;
        long octets = 0;
        for (int i = 0; i < received; i++) {
            int length = headers.messageLength(i);
            octets += length;
            ByteBuffer slot = slots[i].clear().limit(length);
            if (natTraversal) {
                kinds[i] = NonEspMarker.classify(slot);
                if (kinds[i] == NonEspMarker.Kind.IKE) {
                    slot.position(NonEspMarker.LENGTH);
                }
            } else {
                kinds[i] = length == 0 ? NonEspMarker.Kind.MALFORMED : NonEspMarker.Kind.IKE;
            }
        }
        return octets;
    }
}
