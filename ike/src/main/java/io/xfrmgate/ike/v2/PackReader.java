package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.wire.Identification;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads what {@link PackWriter} wrote, in the same order. */
final class PackReader {
    private final ByteBuffer buffer;

    PackReader(byte[] octets, int offset) {
        buffer = ByteBuffer.wrap(octets, offset, octets.length - offset);
    }

    int position() {
        return buffer.position();
    }

    /** What was read since then. */
    byte[] since(int position) {
        return Arrays.copyOfRange(buffer.array(), position, buffer.position());
    }

    /** Passes over these octets, if they come next. */
    boolean passes(byte[] octets) {
        int at = buffer.position();
        boolean next = octets.length <= buffer.remaining()
                && Arrays.equals(buffer.array(), at, at + octets.length, octets, 0, octets.length);
        buffer.position(next ? at + octets.length : at);
        return next;
    }

    boolean flag() {
        return buffer.get() != 0;
    }

    int octet() {
        return Byte.toUnsignedInt(buffer.get());
    }

    int u16() {
        return Short.toUnsignedInt(buffer.getShort());
    }

    int u32() {
        return buffer.getInt();
    }

    long u64() {
        return buffer.getLong();
    }

    byte[] octets() {
        byte[] octets = new byte[u16()];
        buffer.get(octets);
        return octets;
    }

    /** Passes over what {@link #octets} would read. */
    void skipOctets() {
        int length = u16();
        buffer.position(buffer.position() + length);
    }

    String text() {
        int length = u16();
        String text = new String(buffer.array(), buffer.position(), length, StandardCharsets.UTF_8);
        buffer.position(buffer.position() + length);
        return text;
    }

    IpAddress address() {
        return address(flag());
    }

    private IpAddress address(boolean v6) {
        return v6 ? new IpAddress(u64(), u64(), true) : new IpAddress(0, Integer.toUnsignedLong(u32()), false);
    }

    UdpEndpoint endpoint() {
        return new UdpEndpoint(address(), u16());
    }

    Identification identification() {
        return new Identification(octet(), octets());
    }

    List<IpAddress> addresses() {
        int count = u16();
        List<IpAddress> addresses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            addresses.add(address());
        }
        return List.copyOf(addresses);
    }

    List<TrafficSelector> selectors() {
        int count = u16();
        List<TrafficSelector> selectors = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int protocol = octet();
            int startPort = u16();
            int endPort = u16();
            boolean v6 = flag();
            selectors.add(new TrafficSelector(protocol, startPort, endPort, address(v6), address(v6)));
        }
        return List.copyOf(selectors);
    }
}
