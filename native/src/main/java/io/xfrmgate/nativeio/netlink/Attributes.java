package io.xfrmgate.nativeio.netlink;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The attributes that follow a message's structure, or that a nested attribute holds. Where a type stands twice the last
 * one counts, as in the kernel.
 *
 * <pre>
 * struct nlattr { u16 nla_len; u16 nla_type; };  followed by nla_len - 4 octets, padded to 4
 * </pre>
 */
public final class Attributes {
    private static final int HEADER = 4;
    private static final int TYPE_MASK = 0x3FFF; // above it NLA_F_NESTED and NLA_F_NET_BYTEORDER

    private final Map<Integer, byte[]> values;

    private Attributes(Map<Integer, byte[]> values) {
        this.values = values;
    }

    /** Reads attributes to the end of {@code reader}. */
    public static Attributes read(MessageReader reader) throws MalformedMessageException {
        Map<Integer, byte[]> values = new LinkedHashMap<>();
        reader.align(HEADER);
        while (reader.remaining() >= HEADER) {
            int length = reader.u16();
            int type = reader.u16() & TYPE_MASK;
            if (length < HEADER) {
                throw new MalformedMessageException("attribute " + type + " says it has " + length + " octets");
            }
            values.put(type, reader.bytes(length - HEADER));
            reader.align(HEADER);
        }
        return new Attributes(values);
    }

    /** Types that are there, in their order. */
    public Iterable<Integer> types() {
        return values.keySet();
    }

    public boolean has(int type) {
        return values.containsKey(type);
    }

    /** A fresh reader of an attribute's value. */
    public Optional<MessageReader> find(int type) {
        byte[] value = values.get(type);
        return value == null ? Optional.empty() : Optional.of(MessageReader.of(value, 0, value.length));
    }

    /** An attribute's value read by {@code reading}; empty if it is not there. */
    public <T> Optional<T> find(int type, Reading<T> reading) throws MalformedMessageException {
        byte[] value = values.get(type);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(reading.read(MessageReader.of(value, 0, value.length)));
        } catch (MalformedMessageException e) {
            throw new MalformedMessageException("attribute " + type + ": " + e.getMessage());
        }
    }

    /** A 32-bit attribute, or {@code absent}. */
    public int u32(int type, int absent) throws MalformedMessageException {
        byte[] value = values.get(type);
        return value == null ? absent : MessageReader.of(value, 0, value.length).u32();
    }

    /** Reads one value. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(MessageReader reader) throws MalformedMessageException;
    }
}
