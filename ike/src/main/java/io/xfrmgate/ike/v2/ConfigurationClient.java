package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.ConfigurationRole;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.ts.SelectorNarrowing;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.wire.ConfigurationType;
import io.xfrmgate.ike.wire.Payload.Configuration;
import io.xfrmgate.ike.wire.Payload.Configuration.Attribute;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Asks the peer for internal addresses in IKE_AUTH, and takes what it gives (RFC 7296 sections 2.19 and 3.15). */
final class ConfigurationClient {
    private static final int MAX_DNS = 8;

    private ConfigurationClient() {}

    /**
     * The CFG_REQUEST of a map.
     *
     * @param earlier the addresses that it had, which it would like again
     */
    static Optional<Configuration> request(PeerConfig config, List<IpAddress> earlier) {
        return switch (config.configuration()) {
            case ConfigurationRole.Client client -> Optional.of(request(client, earlier));
            case ConfigurationRole.None _, ConfigurationRole.Server _ -> Optional.empty();
        };
    }

    private static Configuration request(ConfigurationRole.Client client, List<IpAddress> earlier) {
        List<IpAddress> wanted = client.wanted().isEmpty() ? earlier : client.wanted();
        List<Attribute> attributes = new ArrayList<>();
        for (boolean v6 : new boolean[] {false, true}) {
            List<IpAddress> ofFamily =
                    wanted.stream().filter(a -> a.isV6() == v6).toList();
            int count = v6 ? client.ipv6() : client.ipv4();
            for (int i = 0; i < count; i++) {
                byte[] value = i < ofFamily.size() ? valueOf(ofFamily.get(i)) : new byte[0];
                attributes.add(new Attribute(
                        v6 ? ConfigurationType.INTERNAL_IP6_ADDRESS : ConfigurationType.INTERNAL_IP4_ADDRESS, value));
            }
            if (count > 0) {
                attributes.add(new Attribute(
                        v6 ? ConfigurationType.INTERNAL_IP6_DNS : ConfigurationType.INTERNAL_IP4_DNS, new byte[0]));
            }
        }
        return new Configuration(ConfigurationType.CFG_REQUEST, attributes);
    }

    private static byte[] valueOf(IpAddress address) {
        byte[] octets = address.octets();
        return address.isV6()
                ? ByteBuffer.allocate(17).put(octets).put((byte) 128).array()
                : octets;
    }

    /** The address in an INTERNAL_IP4_ADDRESS or INTERNAL_IP6_ADDRESS; empty if there is none, or the unspecified one. */
    static Optional<IpAddress> address(Attribute attribute) {
        byte[] value = attribute.value();
        Optional<byte[]> octets = switch (attribute.attributeType()) {
            case ConfigurationType.INTERNAL_IP4_ADDRESS -> value.length == 4 ? Optional.of(value) : Optional.empty();
            case ConfigurationType.INTERNAL_IP6_ADDRESS ->
                value.length == 16 || value.length == 17 ? Optional.of(Arrays.copyOf(value, 16)) : Optional.empty();
            default -> Optional.empty();
        };
        return octets.map(IpAddress::of).filter(a -> !a.isAny());
    }

    /** Takes the addresses of a CFG_REPLY, no more than were asked for, into the IKE SA. */
    static void accept(IkeSa sa, Inbound answer, Effects out) {
        if (!(sa.config().configuration() instanceof ConfigurationRole.Client client)) {
            return;
        }
        Optional<Configuration> reply =
                answer.first(Configuration.class).filter(c -> c.cfgType() == ConfigurationType.CFG_REPLY);
        if (reply.isEmpty()) {
            return;
        }
        List<Attribute> attributes = reply.get().attributes();
        List<IpAddress> addresses = new ArrayList<>();
        for (boolean v6 : new boolean[] {false, true}) {
            attributes.stream()
                    .flatMap(a -> address(a).stream())
                    .filter(a -> a.isV6() == v6)
                    .distinct()
                    .limit(v6 ? client.ipv6() : client.ipv4())
                    .forEach(addresses::add);
        }
        if (addresses.isEmpty()) {
            return;
        }
        List<IpAddress> dns = attributes.stream()
                .filter(a -> a.attributeType() == ConfigurationType.INTERNAL_IP4_DNS && a.value().length == 4
                        || a.attributeType() == ConfigurationType.INTERNAL_IP6_DNS && a.value().length == 16)
                .map(a -> IpAddress.of(a.value()))
                .limit(MAX_DNS)
                .toList();
        sa.setAddresses(InternalAddresses.assignedToUs(addresses));
        sa.endpoint().remember(sa);
        out.notice(new Notice.AddressesAssigned(sa.name(), false, addresses, dns));
    }

    /** What a dynamic child of a map offers for its own side, before it knows its address (RFC 7296 section 2.19). */
    static List<TrafficSelector> offered(ConfigurationRole.Client client, ChildConfig child) {
        List<TrafficSelector> all = new ArrayList<>(2);
        if (client.ipv4() > 0) {
            all.add(TrafficSelector.any(false));
        }
        if (client.ipv6() > 0) {
            all.add(TrafficSelector.any(true));
        }
        return InternalAddresses.withPorts(all, child.localSelectors());
    }

    /** Whether our own side of a child is the addresses that the peer assigned. */
    static boolean isDynamic(PeerConfig config, ChildConfig child) {
        return child.dynamic() && config.configuration() instanceof ConfigurationRole.Client;
    }

    /** What was agreed, with our side cut down to the addresses that we have; or why that can not be. */
    static ChildOffer.Result narrow(IkeSa sa, ChildOffer.Result result) {
        if (result.agreed().isEmpty()) {
            return result;
        }
        AgreedChild agreed = result.agreed().get();
        if (!isDynamic(sa.config(), agreed.config())) {
            return result;
        }
        if (sa.addresses().isEmpty()) {
            return ChildOffer.Result.of(
                    FailureReason.ADDRESS_FAILURE,
                    "the peer assigned no address, which " + sa.config().name() + " asks for");
        }
        List<TrafficSelector> local = SelectorNarrowing.narrow(
                agreed.local(), sa.addresses().selectors(agreed.config().localSelectors()));
        if (local.isEmpty()) {
            return ChildOffer.Result.of(
                    FailureReason.TS_UNACCEPTABLE,
                    "the peer assigned " + sa.addresses().addresses() + ", and answered selectors " + agreed.local());
        }
        return ChildOffer.Result.of(agreed.withLocal(local));
    }
}
