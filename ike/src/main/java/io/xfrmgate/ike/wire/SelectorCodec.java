package io.xfrmgate.ike.wire;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of a TS payload (RFC 7296 section 3.13).
 *
 * <pre>
 * payload:  number of selectors (1), reserved (3), selector...
 * selector: type (1), IP protocol (1), length (2), start port (2), end port (2), first address, last address
 * </pre>
 *
 * Selectors of other types (labels, Fibre Channel) are passed over: to leave them out is to narrow.
 */
final class SelectorCodec {
    private static final int IPV4_RANGE = 7;
    private static final int IPV6_RANGE = 8;
    private static final int HEADER = 4;

    private SelectorCodec() {}

    static List<TrafficSelector> decode(WireReader in) throws Malformed {
        int count = in.u8();
        in.skip(3);
        in.require(count > 0);
        if (count > WireLimits.SELECTORS) {
            throw new Malformed(DecodeError.TOO_MANY_SELECTORS);
        }
        List<TrafficSelector> selectors = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int type = in.u8();
            int protocol = in.u8();
            int length = in.u16();
            in.require(length >= HEADER);
            WireReader body = in.child(length - HEADER, DecodeError.BAD_TS);
            if (type == IPV4_RANGE || type == IPV6_RANGE) {
                selectors.add(decodeRange(body, protocol, type == IPV6_RANGE ? 16 : 4));
            }
        }
        in.finish();
        return selectors;
    }

    private static TrafficSelector decodeRange(WireReader in, int protocol, int addressLength) throws Malformed {
        int startPort = in.u16();
        int endPort = in.u16();
        IpAddress start = IpAddress.of(in.octets(addressLength));
        IpAddress end = IpAddress.of(in.octets(addressLength));
        in.finish();
        TrafficSelector selector = new TrafficSelector(protocol, startPort, endPort, start, end);
        in.require(start.compareTo(end) <= 0);
        in.require(startPort <= endPort || selector.isOpaque());
        return selector;
    }

    static void encode(WireWriter out, List<TrafficSelector> selectors) {
        if (selectors.isEmpty()) {
            throw new IllegalArgumentException("a TS payload has at least one selector");
        }
        out.u8(selectors.size());
        out.zeros(3);
        for (TrafficSelector selector : selectors) {
            int start = out.position();
            out.u8(selector.isV6() ? IPV6_RANGE : IPV4_RANGE);
            out.u8(selector.protocol());
            int length = out.openLength16();
            out.u16(selector.startPort());
            out.u16(selector.endPort());
            out.octets(selector.start().octets());
            out.octets(selector.end().octets());
            out.closeLength16(length, start);
        }
    }
}
