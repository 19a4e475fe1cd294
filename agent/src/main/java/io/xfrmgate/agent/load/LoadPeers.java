package io.xfrmgate.agent.load;

import io.xfrmgate.agent.config.PolicyHash;
import io.xfrmgate.agent.config.model.ContextSettings.HashThreshold;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.AuthMethod;
import io.xfrmgate.ike.config.Authentication;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.pki.Credential;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.wire.Identification;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The peers that a load generator plays: each like one crypto map, with a name and an identity of its own.
 *
 * @param count how many
 * @param from addresses to call from, in turn; empty for the map's own
 * @param inside a host of this network is what each peer has behind it, instead of what the map says
 * @param certificates one for each peer, all for the map's key, instead of the map's; empty for none
 */
public record LoadPeers(
        int count, Optional<AddressRange> from, Optional<AddressRange> inside, List<X509Certificate> certificates) {
    private static final int MAX_SOCKETS = 64;
    private static final String NAME = "peer-";

    public LoadPeers {
        certificates = List.copyOf(certificates);
        if (!certificates.isEmpty() && certificates.size() < count) {
            throw new IllegalArgumentException(
                    certificates.size() + " certificates are too few for " + count + " peers");
        }
        inside.filter(network -> hosts(network) < count).ifPresent(network -> {
            throw new IllegalArgumentException(network + " has too few addresses for " + count + " peers");
        });
    }

    private static long hosts(AddressRange network) {
        int bits = network.network().bits() - network.prefix();
        return bits >= Integer.SIZE ? Long.MAX_VALUE : 1L << bits;
    }

    /** The peer's number, from 0, that has this name; -1 for names of others. */
    static int numberOf(String name) {
        return name.startsWith(NAME) ? Integer.parseInt(name, NAME.length(), name.length(), 10) : -1;
    }

    static String name(int number) {
        return NAME + number;
    }

    /**
     * Which policies the kernel is to find by hash: where each peer has a host behind it, that is what tells them apart, and what the
     * responder has is a network as a rule. Else the kernel would walk through all of them for each one more.
     */
    PolicyHash policyHash() {
        return inside.isPresent()
                ? new PolicyHash(new HashThreshold(32, 0), new HashThreshold(128, 0))
                : PolicyHash.DEFAULT;
    }

    /**
     * Makes them.
     *
     * @param map with a peer, a local address and a Child SA
     */
    List<PeerConfig> like(PeerConfig map) {
        List<PeerConfig> peers = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            IpAddress address = local(map, number);
            peers.add(new PeerConfig(
                    name(number),
                    List.of(address),
                    map.remoteNetworks(),
                    map.remote(),
                    authentication(map.authentication(), number, address),
                    map.proposals(),
                    List.of(child(map.children().getFirst(), number)),
                    map.retransmit(),
                    map.keepalive(),
                    map.lifetime(),
                    map.nat(),
                    map.fragmentation(),
                    map.childless(),
                    map.setupTimeoutMillis(),
                    map.maxChildren(),
                    map.configuration(),
                    map.policy()));
        }
        return peers;
    }

    /** Where sockets are needed: at each address, or at all of the host's where there are many. */
    List<IpAddress> listenAddresses(PeerConfig map) {
        if (from.isEmpty()) {
            return List.of(map.localAddresses().getFirst());
        }
        AddressRange network = from.get();
        long used = Math.min(count, hosts(network));
        return used > MAX_SOCKETS
                ? List.of(IpAddress.any(network.network().isV6()))
                : LongStream.range(0, used)
                        .mapToObj(number -> nth(network, number))
                        .toList();
    }

    private IpAddress local(PeerConfig map, int number) {
        return from.map(network -> nth(network, number % hosts(network)))
                .orElseGet(() -> map.localAddresses().getFirst());
    }

    private static IpAddress nth(AddressRange network, long number) {
        IpAddress first = network.network();
        return new IpAddress(first.high(), first.low() + number, first.isV6());
    }

    private Authentication authentication(Authentication map, int number, IpAddress address) {
        if (!certificates.isEmpty() && map.local() instanceof AuthMethod.LocalCertificate(var credential)) {
            X509Certificate certificate = certificates.get(number);
            return new Authentication(
                    new Identification(
                            Identification.DER_ASN1_DN,
                            certificate.getSubjectX500Principal().getEncoded()),
                    map.remoteIds(),
                    new AuthMethod.LocalCertificate(with(credential, certificate)),
                    map.remote());
        }
        return new Authentication(identity(map.localId(), number, address), map.remoteIds(), map.local(), map.remote());
    }

    /**
     * Names get a number before them; where the address was the identity, it is each peer's own. What several had would have the
     * responder end the tunnels of all but the last (INITIAL_CONTACT).
     */
    private Identification identity(Identification map, int number, IpAddress address) {
        return switch (map.idType()) {
            case Identification.FQDN, Identification.RFC822_ADDR ->
                new Identification(
                        map.idType(),
                        (NAME + number + "." + new String(map.data(), StandardCharsets.US_ASCII))
                                .getBytes(StandardCharsets.US_ASCII));
            case Identification.IPV4_ADDR, Identification.IPV6_ADDR ->
                from.filter(network -> hosts(network) >= count).isPresent()
                        ? Identification.of(address)
                        : Identification.fqdn(name(number));
            default -> map;
        };
    }

    private static Credential with(Credential map, X509Certificate certificate) {
        List<byte[]> chain = new ArrayList<>();
        try {
            chain.add(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("what was decoded has an encoding", e);
        }
        chain.addAll(map.chain().subList(1, map.chain().size()));
        return new Credential(map.name(), chain, map.kind(), map.schemes(), map.key(), Optional.empty());
    }

    private ChildConfig child(ChildConfig map, int number) {
        return new ChildConfig(
                map.name(),
                map.mode(),
                map.proposals(),
                inside.map(network -> List.of(TrafficSelector.ofHost(nth(network, number))))
                        .orElseGet(map::localSelectors),
                map.remoteSelectors(),
                map.lifetime(),
                map.options(),
                false,
                false,
                map.dynamic(),
                map.policy());
    }
}
