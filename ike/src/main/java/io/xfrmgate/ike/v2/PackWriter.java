package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.wire.Identification;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes what {@link PackReader} reads. One for many records; what it holds of one is overwritten by {@link #wipe}. */
final class PackWriter {
    private ByteBuffer buffer = ByteBuffer.allocate(4096);

    private ByteBuffer room(int octets) {
        if (buffer.remaining() < octets) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(2 * buffer.capacity(), buffer.position() + octets));
            larger.put(buffer.array(), 0, buffer.position());
            Arrays.fill(buffer.array(), (byte) 0);
            buffer = larger;
        }
        return buffer;
    }

    void flag(boolean value) {
        octet(value ? 1 : 0);
    }

    /** 0 to 255. */
    void octet(int value) {
        room(1).put((byte) value);
    }

    /** 0 to 65535. */
    void u16(int value) {
        room(2).putShort((short) value);
    }

    void u32(int value) {
        room(4).putInt(value);
    }

    void u64(long value) {
        room(8).putLong(value);
    }

    void octets(byte[] value) {
        u16(value.length);
        room(value.length).put(value);
    }

    void text(String value) {
        octets(value.getBytes(StandardCharsets.UTF_8));
    }

    void address(IpAddress address) {
        flag(address.isV6());
        addressOctets(address);
    }

    private void addressOctets(IpAddress address) {
        if (address.isV6()) {
            u64(address.high());
            u64(address.low());
        } else {
            u32((int) address.low());
        }
    }

    void endpoint(UdpEndpoint endpoint) {
        address(endpoint.address());
        u16(endpoint.port());
    }

    void identification(Identification id) {
        octet(id.idType());
        octets(id.data());
    }

    void addresses(List<IpAddress> addresses) {
        u16(addresses.size());
        addresses.forEach(this::address);
    }

    void selectors(List<TrafficSelector> selectors) {
        u16(selectors.size());
        for (TrafficSelector selector : selectors) {
            octet(selector.protocol());
            u16(selector.startPort());
            u16(selector.endPort());
            flag(selector.isV6());
            addressOctets(selector.start());
            addressOctets(selector.end());
        }
    }

    /** What was written, from the array's begin on. */
    byte[] array() {
        return buffer.array();
    }

    int length() {
        return buffer.position();
    }

    void wipe() {
        Arrays.fill(buffer.array(), 0, buffer.position(), (byte) 0);
        buffer.clear();
    }
}
