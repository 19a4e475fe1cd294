package io.xfrmgate.nativeio.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes netlink messages one behind another into a buffer that grows. Integers are in the machine's byte order unless the
 * method says big endian. {@link #clear} overwrites what was written, for keys pass through here.
 *
 * <pre>
 * struct nlmsghdr { u32 nlmsg_len; u16 nlmsg_type; u16 nlmsg_flags; u32 nlmsg_seq; u32 nlmsg_pid; };
 * </pre>
 */
public final class MessageWriter {
    private static final int ALIGNMENT = 4;
    private static final int NESTED = 0x8000;
    private static final int ADDRESS_UNION = 16;
    private static final int MAX_ATTRIBUTE = 0xFFFF;

    private ByteBuffer buffer = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());
    private int messageStart;

    /** Octets written so far. */
    public int size() {
        return buffer.position();
    }

    /** Overwrites and forgets everything. */
    public void clear() {
        Arrays.fill(buffer.array(), 0, buffer.position(), (byte) 0);
        buffer.clear();
        messageStart = 0;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** What was written, without a copy; valid until the next write. */
    byte[] array() {
        return buffer.array();
    }

    /** Starts a message; it ends with {@link #endMessage}. */
    public MessageWriter beginMessage(int type, int flags, int sequence) {
        messageStart = buffer.position();
        return u32(0).u16(type).u16(flags).u32(sequence).u32(0);
    }

    /** Fills in the length and pads to where the next message may start. The length does not count that padding. */
    public MessageWriter endMessage() {
        buffer.putInt(messageStart, buffer.position() - messageStart);
        return align(messageStart);
    }

    public MessageWriter u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    public MessageWriter u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    public MessageWriter be16(int value) {
        return u16(ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Short.reverseBytes((short) value));
    }

    public MessageWriter u32(int value) {
        room(4).putInt(value);
        return this;
    }

    public MessageWriter be32(int value) {
        return u32(ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value));
    }

    public MessageWriter u64(long value) {
        room(8).putLong(value);
        return this;
    }

    public MessageWriter bytes(byte[] octets) {
        room(octets.length).put(octets);
        return this;
    }

    /** That many zero octets: padding or an absent member. */
    public MessageWriter zeros(int count) {
        return bytes(new byte[count]);
    }

    /** A field of {@code size} octets, padded with zeros; text that leaves no room for a zero at its end is refused. */
    public MessageWriter text(String text, int size) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        if (octets.length >= size) {
            throw new IllegalArgumentException("\"" + text + "\" is longer than " + (size - 1) + " octets");
        }
        return bytes(octets).zeros(size - octets.length);
    }

    /** 16 octets, of which an IPv4 address takes the first four (xfrm_address_t). */
    public MessageWriter address(InetAddress address) {
        byte[] octets = address.getAddress();
        return bytes(octets).zeros(ADDRESS_UNION - octets.length);
    }

    /** An attribute whose value {@code value} writes. */
    public MessageWriter attribute(int type, Runnable value) {
        align(messageStart);
        int start = buffer.position();
        u16(0).u16(type);
        value.run();
        int length = buffer.position() - start;
        if (length > MAX_ATTRIBUTE) {
            throw new IllegalArgumentException("attribute " + type + " has " + length + " octets");
        }
        buffer.putShort(start, (short) length);
        return align(start);
    }

    /** An attribute that holds attributes, and says so. */
    public MessageWriter nested(int type, Runnable attributes) {
        return attribute(type | NESTED, attributes);
    }

    public MessageWriter attributeU8(int type, int value) {
        return attribute(type, () -> u8(value));
    }

    public MessageWriter attributeU32(int type, int value) {
        return attribute(type, () -> u32(value));
    }

    /** Text with a zero at its end. */
    public MessageWriter attributeText(int type, String text) {
        return attribute(
                type, () -> bytes(text.getBytes(StandardCharsets.UTF_8)).u8(0));
    }

    private MessageWriter align(int from) {
        int excess = (buffer.position() - from) % ALIGNMENT;
        return excess == 0 ? this : zeros(ALIGNMENT - excess);
    }

    private ByteBuffer room(int octets) {
        if (buffer.remaining() < octets) {
            int capacity = Math.max(buffer.capacity() * 2, buffer.position() + octets);
            ByteBuffer grown = ByteBuffer.allocate(capacity).order(ByteOrder.nativeOrder());
            grown.put(buffer.array(), 0, buffer.position());
            Arrays.fill(buffer.array(), (byte) 0);
            buffer = grown;
        }
        return buffer;
    }
}
