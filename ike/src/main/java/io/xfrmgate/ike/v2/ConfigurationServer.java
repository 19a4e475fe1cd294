package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.AddressAssigner;
import io.xfrmgate.ike.config.AddressLease;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.AddressRequest;
import io.xfrmgate.ike.config.AddressRequest.Wish;
import io.xfrmgate.ike.config.ConfigurationRole;
import io.xfrmgate.ike.eap.EapGrant;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.wire.ConfigurationType;
import io.xfrmgate.ike.wire.Payload.Configuration;
import io.xfrmgate.ike.wire.Payload.Configuration.Attribute;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers a peer's CFG_REQUEST in IKE_AUTH (RFC 7296 sections 2.19 and 3.15). */
final class ConfigurationServer {
    private static final byte HOST_PREFIX = (byte) 128;
    private static final byte[] HOST_MASK = {-1, -1, -1, -1};

    private final IkeSa sa;
    private final ConfigurationRole.Server role;

    private ConfigurationServer(IkeSa sa, ConfigurationRole.Server role) {
        this.sa = sa;
        this.role = role;
    }

    /**
     * Assigns what the peer asks for to its IKE SA.
     *
     * @param sole the peer has no other IKE SA with us
     * @param grant says which addresses, or of which pools, if a AAA server has something to say of that
     * @return the CFG_REPLY; empty if none is due: nothing was asked for, nothing can be given, or we give no addresses
     */
    static Optional<Configuration> answer(
            IkeSa sa, Inbound request, boolean sole, Optional<EapGrant> grant, long now, Effects out) {
        Optional<Configuration> asked =
                request.first(Configuration.class).filter(c -> c.cfgType() == ConfigurationType.CFG_REQUEST);
        return switch (sa.config().configuration()) {
            case ConfigurationRole.Server server ->
                asked.flatMap(c -> new ConfigurationServer(sa, server).assign(c.attributes(), sole, grant, now, out));
            case ConfigurationRole.None _, ConfigurationRole.Client _ -> Optional.empty();
        };
    }

    private Optional<Configuration> assign(
            List<Attribute> asked, boolean sole, Optional<EapGrant> grant, long now, Effects out) {
        List<IpAddress> granted = grant.map(EapGrant::addresses).orElse(List.of());
        List<IpAddress> due = granted.isEmpty() && role.homeAddress() ? homes(asked) : granted;
        List<String> pools =
                grant.map(EapGrant::pools).filter(named -> !named.isEmpty()).orElseGet(role::pools);
        List<Wish> wishes = due(wishes(asked), due);
        if (wishes.isEmpty()) {
            return Optional.empty();
        }
        if (role.homeAddress() && due.isEmpty()) {
            String shortage = "the peer asks for an address and names none, and only its home address would do";
            sa.setAddresses(InternalAddresses.assignedByUs(List.of(), shortage));
            return Optional.empty();
        }
        AddressAssigner.Assignment assigned = sa.endpoint()
                .assigner()
                .assign(new AddressRequest(now, pools, sa.peerId().orElseThrow(), sa.remote(), sole, wishes));
        sa.setAddresses(InternalAddresses.assignedByUs(assigned.leases(), assigned.shortage()));
        if (assigned.leases().isEmpty()) {
            return Optional.empty();
        }
        List<AddressLease> others = assigned.leases().stream()
                .filter(lease -> hasFamily(due, lease.address()) && !due.contains(lease.address()))
                .toList();
        if (!others.isEmpty()) {
            // Another address than the one that the AAA server has for this peer is of no use to anybody.
            assigned.leases().forEach(lease -> sa.endpoint().assigner().release(now, lease));
            String shortage =
                    (granted.isEmpty() ? "the peer's home address is " : "the AAA server wants the peer to have ") + due
                            + ", which no pool of " + pools + " can give";
            sa.setAddresses(InternalAddresses.assignedByUs(List.of(), shortage));
            return Optional.empty();
        }
        List<IpAddress> addresses = sa.addresses().addresses();
        List<IpAddress> dns = role.dns().isEmpty() ? assigned.dns() : role.dns();
        out.notice(new Notice.AddressesAssigned(sa.name(), true, addresses, dns));
        return Optional.of(new Configuration(ConfigurationType.CFG_REPLY, reply(asked, addresses, dns)));
    }

    /** The addresses that the peer asks for by name. */
    private static List<IpAddress> homes(List<Attribute> asked) {
        return wishes(asked).stream().flatMap(wish -> wish.address().stream()).toList();
    }

    /** So many at most of each family: each becomes selectors of the Child SAs. */
    private static List<Wish> wishes(List<Attribute> asked) {
        List<Wish> wishes = new ArrayList<>();
        for (boolean v6 : new boolean[] {false, true}) {
            int type = v6 ? ConfigurationType.INTERNAL_IP6_ADDRESS : ConfigurationType.INTERNAL_IP4_ADDRESS;
            asked.stream()
                    .filter(a -> a.attributeType() == type)
                    .limit(ConfigurationRole.Client.MAX_ADDRESSES)
                    .forEach(a -> wishes.add(new Wish(v6, ConfigurationClient.address(a))));
        }
        return wishes;
    }

    /** The wishes, with the addresses that are due instead of those that the peer would like. */
    private static List<Wish> due(List<Wish> wishes, List<IpAddress> due) {
        List<IpAddress> left = new ArrayList<>(due);
        List<Wish> granted = new ArrayList<>();
        for (Wish wish : wishes) {
            Optional<IpAddress> next =
                    left.stream().filter(a -> a.isV6() == wish.v6()).findFirst();
            next.ifPresent(left::remove);
            if (next.isPresent()) {
                granted.add(new Wish(wish.v6(), next));
            } else if (due.stream().noneMatch(a -> a.isV6() == wish.v6())) {
                granted.add(wish);
            }
        }
        return granted;
    }

    private static boolean hasFamily(List<IpAddress> addresses, IpAddress like) {
        return addresses.stream().anyMatch(a -> a.isV6() == like.isV6());
    }

    private List<Attribute> reply(List<Attribute> asked, List<IpAddress> addresses, List<IpAddress> dns) {
        List<Attribute> reply = new ArrayList<>();
        for (IpAddress address : addresses) {
            reply.add(addressed(address));
        }
        boolean hasIpv4 = addresses.stream().anyMatch(a -> !a.isV6());
        if (hasIpv4 && isAsked(asked, ConfigurationType.INTERNAL_IP4_NETMASK)) {
            // Any other mask would say that the network is reached through us, which is for the subnets to say.
            reply.add(new Attribute(ConfigurationType.INTERNAL_IP4_NETMASK, HOST_MASK));
        }
        for (IpAddress server : dns) {
            int type = server.isV6() ? ConfigurationType.INTERNAL_IP6_DNS : ConfigurationType.INTERNAL_IP4_DNS;
            if (isAsked(asked, type)) {
                reply.add(new Attribute(type, server.octets()));
            }
        }
        // Subnets may be told unasked, for they say only which of the traffic allowed is meant (section 3.15.2).
        for (AddressRange subnet : role.subnets()) {
            if (addresses.stream().anyMatch(a -> a.isV6() == subnet.network().isV6())) {
                reply.add(subnet(subnet));
            }
        }
        if (isAsked(asked, ConfigurationType.SUPPORTED_ATTRIBUTES)) {
            reply.add(new Attribute(ConfigurationType.SUPPORTED_ATTRIBUTES, supported()));
        }
        return reply;
    }

    private static boolean isAsked(List<Attribute> asked, int type) {
        return asked.stream().anyMatch(a -> a.attributeType() == type);
    }

    private static Attribute addressed(IpAddress address) {
        if (!address.isV6()) {
            return new Attribute(ConfigurationType.INTERNAL_IP4_ADDRESS, address.octets());
        }
        byte[] value =
                ByteBuffer.allocate(17).put(address.octets()).put(HOST_PREFIX).array();
        return new Attribute(ConfigurationType.INTERNAL_IP6_ADDRESS, value);
    }

    private static Attribute subnet(AddressRange subnet) {
        byte[] network = subnet.network().octets();
        if (subnet.network().isV6()) {
            byte[] value = ByteBuffer.allocate(17)
                    .put(network)
                    .put((byte) subnet.prefix())
                    .array();
            return new Attribute(ConfigurationType.INTERNAL_IP6_SUBNET, value);
        }
        byte[] mask = IpAddress.last(false).networkOf(subnet.prefix()).octets();
        return new Attribute(
                ConfigurationType.INTERNAL_IP4_SUBNET,
                ByteBuffer.allocate(8).put(network).put(mask).array());
    }

    private static byte[] supported() {
        return ByteBuffer.allocate(16)
                .putShort((short) ConfigurationType.INTERNAL_IP4_ADDRESS)
                .putShort((short) ConfigurationType.INTERNAL_IP4_NETMASK)
                .putShort((short) ConfigurationType.INTERNAL_IP4_DNS)
                .putShort((short) ConfigurationType.INTERNAL_IP6_ADDRESS)
                .putShort((short) ConfigurationType.INTERNAL_IP6_DNS)
                .putShort((short) ConfigurationType.INTERNAL_IP4_SUBNET)
                .putShort((short) ConfigurationType.SUPPORTED_ATTRIBUTES)
                .putShort((short) ConfigurationType.INTERNAL_IP6_SUBNET)
                .array();
    }
}
