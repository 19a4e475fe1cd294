package io.xfrmgate.nativeio.netlink;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads C structures out of a message, in the order of their members. Integers are in the machine's byte order unless the
 * method says big endian. Reading past the end is a {@link MalformedMessageException}, never anything else.
 */
public final class MessageReader {
    private static final int AF_INET6 = 10;
    private static final int ADDRESS_UNION = 16;

    private final ByteBuffer buffer;

    private MessageReader(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    /** A reader of {@code length} octets from {@code offset}; the octets are not copied. */
    public static MessageReader of(byte[] octets, int offset, int length) {
        return new MessageReader(ByteBuffer.wrap(octets, offset, length).slice().order(ByteOrder.nativeOrder()));
    }

    public int remaining() {
        return buffer.remaining();
    }

    public boolean hasRemaining() {
        return buffer.hasRemaining();
    }

    /** Fails unless {@code octets} more are there. */
    public void require(int octets) throws MalformedMessageException {
        if (octets < 0 || buffer.remaining() < octets) {
            throw new MalformedMessageException("needs " + octets + " octets, has " + buffer.remaining());
        }
    }

    public int u8() throws MalformedMessageException {
        require(1);
        return buffer.get() & 0xFF;
    }

    public int u16() throws MalformedMessageException {
        require(2);
        return buffer.getShort() & 0xFFFF;
    }

    public int be16() throws MalformedMessageException {
        int value = u16();
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Short.reverseBytes((short) value) & 0xFFFF;
    }

    /** All 32 bits; negative above 2^31. */
    public int u32() throws MalformedMessageException {
        require(4);
        return buffer.getInt();
    }

    public int be32() throws MalformedMessageException {
        int value = u32();
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    /** All 64 bits; negative above 2^63. */
    public long u64() throws MalformedMessageException {
        require(8);
        return buffer.getLong();
    }

    public byte[] bytes(int count) throws MalformedMessageException {
        require(count);
        byte[] octets = new byte[count];
        buffer.get(octets);
        return octets;
    }

    public MessageReader skip(int count) throws MalformedMessageException {
        require(count);
        buffer.position(buffer.position() + count);
        return this;
    }

    /** The next {@code count} octets as a reader of their own. */
    public MessageReader slice(int count) throws MalformedMessageException {
        require(count);
        MessageReader slice =
                new MessageReader(buffer.slice(buffer.position(), count).order(ByteOrder.nativeOrder()));
        buffer.position(buffer.position() + count);
        return slice;
    }

    /** Skips to the next multiple of {@code alignment} octets from the start, or to the end. */
    public void align(int alignment) {
        int aligned = (buffer.position() + alignment - 1) / alignment * alignment;
        buffer.position(Math.min(aligned, buffer.limit()));
    }

    /** A field of {@code size} octets holding text that ends at its first zero. */
    public String text(int size) throws MalformedMessageException {
        byte[] octets = bytes(size);
        int length = 0;
        while (length < size && octets[length] != 0) {
            length++;
        }
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }

    /** The rest as text, without what follows its first zero. */
    public String text() throws MalformedMessageException {
        return text(remaining());
    }

    /** 16 octets, of which an IPv4 address takes the first four (xfrm_address_t). Any family but AF_INET6 reads as IPv4. */
    public InetAddress address(int family) throws MalformedMessageException {
        byte[] octets = bytes(ADDRESS_UNION);
        return inet(family == AF_INET6 ? octets : Arrays.copyOf(octets, 4));
    }

    /** All that remains as an address of 4 or 16 octets. */
    public InetAddress address() throws MalformedMessageException {
        if (remaining() != 4 && remaining() != ADDRESS_UNION) {
            throw new MalformedMessageException("no address has " + remaining() + " octets");
        }
        return inet(bytes(remaining()));
    }

    private static InetAddress inet(byte[] octets) throws MalformedMessageException {
        try {
            // getByAddress(octets) would turn an IPv4-mapped address into an IPv4 one
            return octets.length == 4 ? InetAddress.getByAddress(octets) : Inet6Address.getByAddress(null, octets, -1);
        } catch (UnknownHostException e) {
            throw new MalformedMessageException("no address has " + octets.length + " octets");
        }
    }
}
