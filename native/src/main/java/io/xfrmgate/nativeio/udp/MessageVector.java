package io.xfrmgate.nativeio.udp;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The native side of recvmmsg(2) and sendmmsg(2): an array of headers, each with its own address and control buffer and
 * one iovec. Allocated once, written through a direct buffer.
 *
 * <pre>
 * struct mmsghdr {              64 octets on every 64-bit Linux
 *   struct msghdr {
 *     void         *msg_name;        0
 *     socklen_t     msg_namelen;     8
 *     struct iovec *msg_iov;        16   { void *iov_base; size_t iov_len; }
 *     size_t        msg_iovlen;     24
 *     void         *msg_control;    32
 *     size_t        msg_controllen; 40
 *     int           msg_flags;      48
 *   };
 *   unsigned int    msg_len;        56
 * };
 * </pre>
 */
final class MessageVector {
    /** Room for one packet info of either family, with what the kernel may add. */
    static final int CONTROL_SIZE = 128;

    private static final int HEADER_SIZE = 64;
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int IOV = 16;
    private static final int IOV_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;
    private static final int MESSAGE_LENGTH = 56;
    private static final int IOV_SIZE = 16;
    private static final int NAME_SIZE = 32;

    private final int capacity;
    private final ByteBuffer buffer;
    private final Pointer[] headers;
    private final int names;
    private final int controls;
    private final int iovs;

    MessageVector(int capacity) {
        if (Native.POINTER_SIZE != Long.BYTES) {
            throw new IllegalStateException("the layout of struct mmsghdr is known for 64-bit Linux only");
        }
        this.capacity = capacity;
        this.iovs = capacity * HEADER_SIZE;
        this.names = iovs + capacity * IOV_SIZE;
        this.controls = names + capacity * NAME_SIZE;
        Memory memory = new Memory((long) controls + (long) capacity * CONTROL_SIZE);
        memory.clear();
        this.buffer = memory.getByteBuffer(0, memory.size()).order(ByteOrder.nativeOrder());
        this.headers = new Pointer[capacity];
        long base = Pointer.nativeValue(memory);
        for (int i = 0; i < capacity; i++) {
            headers[i] = memory.share((long) i * HEADER_SIZE);
            int header = i * HEADER_SIZE;
            buffer.putLong(header + NAME, base + name(i));
            buffer.putLong(header + IOV, base + iovs + (long) i * IOV_SIZE);
            buffer.putLong(header + IOV_COUNT, 1);
            buffer.putLong(header + CONTROL, base + control(i));
        }
    }

    int capacity() {
        return capacity;
    }

    /** The buffer that {@link #name} and {@link #control} are offsets of; native byte order. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** The header array from element {@code i} on. */
    Pointer from(int i) {
        return headers[i];
    }

    /** Where the socket address of element {@code i} starts. */
    int name(int i) {
        return names + i * NAME_SIZE;
    }

    /** Where the control messages of element {@code i} start. */
    int control(int i) {
        return controls + i * CONTROL_SIZE;
    }

    void data(int i, long address, int length) {
        buffer.putLong(iovs + i * IOV_SIZE, address);
        buffer.putLong(iovs + i * IOV_SIZE + Long.BYTES, length);
    }

    /** Octets to send from element {@code i}. */
    int dataLength(int i) {
        return (int) buffer.getLong(iovs + i * IOV_SIZE + Long.BYTES);
    }

    void lengths(int i, int nameLength, int controlLength) {
        int header = i * HEADER_SIZE;
        buffer.putInt(header + NAME_LENGTH, nameLength);
        buffer.putLong(header + CONTROL_LENGTH, controlLength);
        buffer.putInt(header + FLAGS, 0);
    }

    /** Makes element {@code i} ready to be received into. */
    void prepareReceive(int i) {
        lengths(i, NAME_SIZE, CONTROL_SIZE);
    }

    int controlLength(int i) {
        return (int) buffer.getLong(i * HEADER_SIZE + CONTROL_LENGTH);
    }

    /** Octets received into element {@code i}. */
    int messageLength(int i) {
        return buffer.getInt(i * HEADER_SIZE + MESSAGE_LENGTH);
    }
}
