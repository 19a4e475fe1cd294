package io.xfrmgate.ike.wire;

import java.util.Arrays;

/**
 * A growing array in network order. Lengths are written back when their structure is complete; until then they stand at
 * the field's maximum, so that one forgotten makes a message that nobody takes, and not a shorter one that somebody does.
 */
final class WireWriter {
    private byte[] data;
    private int position;

    WireWriter(int expected) {
        data = new byte[Math.max(16, expected)];
    }

    int position() {
        return position;
    }

    void u8(int value) {
        if (value < 0 || value > 0xFF) {
            throw new IllegalArgumentException("does not fit one octet: " + value);
        }
        int at = reserve(1);
        data[at] = (byte) value;
    }

    void u16(int value) {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException("does not fit two octets: " + value);
        }
        int at = reserve(2);
        data[at] = (byte) (value >>> 8);
        data[at + 1] = (byte) value;
    }

    void u32(long value) {
        if (value < 0 || value > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("does not fit four octets: " + value);
        }
        u16((int) (value >>> 16));
        u16((int) (value & 0xFFFF));
    }

    void i64(long value) {
        u32(value >>> 32);
        u32(value & 0xFFFF_FFFFL);
    }

    void octets(byte[] source) {
        octets(source, 0, source.length);
    }

    void octets(byte[] source, int from, int length) {
        int at = reserve(length); // first: it may replace the array
        System.arraycopy(source, from, data, at, length);
    }

    void zeros(int length) {
        reserve(length);
    }

    /** Leaves a length field of two octets open; returns its place. */
    int openLength16() {
        int at = position;
        u16(0xFFFF);
        return at;
    }

    /** Fills in a length field: the octets from {@code start} to here. */
    void closeLength16(int field, int start) {
        int length = position - start;
        if (length > 0xFFFF) {
            throw new IllegalArgumentException("a structure of " + length + " octets is too long for its length field");
        }
        set8(field, length >>> 8);
        set8(field + 1, length & 0xFF);
    }

    /** Leaves a length field of four octets open; returns its place. */
    int openLength32() {
        int at = position;
        u32(0xFFFF_FFFFL);
        return at;
    }

    /** Fills in a length field: the octets from {@code start} to here. */
    void closeLength32(int field, int start) {
        int length = position - start;
        for (int i = 0; i < 4; i++) {
            set8(field + i, length >>> (24 - 8 * i) & 0xFF);
        }
    }

    /** Replaces one octet that was already written. */
    void set8(int at, int value) {
        if (at < 0 || at >= position) {
            throw new IllegalArgumentException("nothing was written there");
        }
        data[at] = (byte) value;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(data, position);
    }

    private int reserve(int octets) {
        int at = position;
        if (data.length - at < octets) {
            data = Arrays.copyOf(data, Math.max(data.length * 2, at + octets));
        }
        position = at + octets;
        return at;
    }
}
