package io.xfrmgate.agent.aaa;

import io.xfrmgate.ike.eap.EapRequest;
import io.xfrmgate.ike.net.IpAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.aaa4j.radius.core.attribute.Attribute;
import org.aaa4j.radius.core.attribute.EnumData;
import org.aaa4j.radius.core.attribute.Ipv4AddrData;
import org.aaa4j.radius.core.attribute.Ipv6AddrData;
import org.aaa4j.radius.core.attribute.TextData;
import org.aaa4j.radius.core.attribute.attributes.AcctSessionId;
import org.aaa4j.radius.core.attribute.attributes.CalledStationId;
import org.aaa4j.radius.core.attribute.attributes.CallingStationId;
import org.aaa4j.radius.core.attribute.attributes.NasIdentifier;
import org.aaa4j.radius.core.attribute.attributes.NasIpAddress;
import org.aaa4j.radius.core.attribute.attributes.NasIpv6Address;
import org.aaa4j.radius.core.attribute.attributes.NasPortType;
import org.aaa4j.radius.core.attribute.attributes.ServiceType;
import org.aaa4j.radius.core.attribute.attributes.UserName;

/** What every Access-Request says of the peer and of us: who calls, whence, and who asks. */
final class NasAttributes {
    private static final int FRAMED = 2;
    private static final int VIRTUAL = 5;
    private static final int MAX_VALUE = 253;

    private NasAttributes() {}

    /** Whether a peer's identity fits into an attribute: 1 to 253 octets, as the text that it is taken for. */
    static boolean isUserName(byte[] identity) {
        int length = new String(identity, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8).length;
        return length > 0 && length <= MAX_VALUE;
    }

    static List<Attribute<?>> of(EapRequest request, RadiusGroup group) {
        List<Attribute<?>> attributes = new ArrayList<>();
        attributes.add(new UserName(new TextData(new String(request.eapIdentity(), StandardCharsets.UTF_8))));
        InetAddress nas = group.address().orElse(request.local().address()).toInetAddress();
        switch (nas) {
            case Inet4Address v4 -> attributes.add(new NasIpAddress(new Ipv4AddrData(v4)));
            case Inet6Address v6 -> attributes.add(new NasIpv6Address(new Ipv6AddrData(v6)));
            default -> throw new IllegalStateException("an address of no family");
        }
        group.identifier().ifPresent(name -> attributes.add(new NasIdentifier(new TextData(name))));
        attributes.add(new ServiceType(new EnumData(FRAMED)));
        attributes.add(new NasPortType(new EnumData(VIRTUAL)));
        attributes.add(new CalledStationId(text(request.local().address())));
        attributes.add(new CallingStationId(text(request.remote().address())));
        attributes.add(new AcctSessionId(new TextData(Long.toHexString(request.ikeSpi()))));
        return attributes;
    }

    private static TextData text(IpAddress address) {
        return new TextData(address.toString());
    }
}
