package io.xfrmgate.agent.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.agent.config.PolicyHash;
import io.xfrmgate.agent.config.model.ContextSettings.HashThreshold;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.sim.ChildBuilder;
import io.xfrmgate.ike.sim.PeerBuilder;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.wire.Identification;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LoadPeersTest {
    private static final IpAddress TARGET = IpAddress.parse("198.51.100.1");

    private static PeerConfig map(Identification id) {
        return new PeerBuilder("map")
                .local(IpAddress.parse("192.0.2.1"))
                .remote(TARGET)
                .ids(id)
                .child(new ChildBuilder("site")
                        .networks("10.1.0.0/16", "10.2.0.0/16")
                        .build())
                .build();
    }

    private static AddressRange network(String address, int prefix) {
        return new AddressRange(IpAddress.parse(address), prefix);
    }

    @Test
    void eachHasItsNameAddressIdentityAndInside() {
        List<PeerConfig> peers = new LoadPeers(
                        5, Optional.of(network("192.0.2.4", 30)), Optional.of(network("10.9.0.0", 24)), List.of())
                .like(map(Identification.fqdn("example.org")));
        assertThat(peers)
                .extracting(PeerConfig::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> LoadPeers.numberOf(name) >= 0);
        assertThat(peers)
                .extracting(peer -> peer.localAddresses().getFirst().toString())
                .containsExactly("192.0.2.4", "192.0.2.5", "192.0.2.6", "192.0.2.7", "192.0.2.4");
        assertThat(peers.get(3).authentication().localId()).isEqualTo(Identification.fqdn("peer-3.example.org"));
        assertThat(peers.get(3).children().getFirst().localSelectors())
                .containsExactly(TrafficSelector.ofHost(IpAddress.parse("10.9.0.3")));
        assertThat(peers).allSatisfy(peer -> assertThat(peer.remote()).contains(TARGET));
    }

    @Test
    void keepsWhatTheMapSaysWhereNothingElseIsAsked() {
        PeerConfig map = map(Identification.fqdn("example.org"));
        PeerConfig peer = new LoadPeers(1, Optional.empty(), Optional.empty(), List.of())
                .like(map)
                .getFirst();
        assertThat(peer.localAddresses()).isEqualTo(map.localAddresses());
        assertThat(peer.children()).isEqualTo(map.children());
        assertThat(peer.proposals()).isEqualTo(map.proposals());
    }

    @Test
    void manyAddressesShareOneSocket() {
        PeerConfig map = map(Identification.fqdn("example.org"));
        assertThat(new LoadPeers(3, Optional.of(network("192.0.2.4", 31)), Optional.empty(), List.of())
                        .listenAddresses(map))
                .extracting(IpAddress::toString)
                .containsExactly("192.0.2.4", "192.0.2.5");
        assertThat(new LoadPeers(70, Optional.of(network("10.0.0.0", 8)), Optional.empty(), List.of())
                        .listenAddresses(map))
                .containsExactly(IpAddress.any(false));
        assertThat(new LoadPeers(70, Optional.empty(), Optional.empty(), List.of()).listenAddresses(map))
                .isEqualTo(map.localAddresses());
    }

    @Test
    void anAddressAsIdentityIsEachPeersOwn() {
        List<PeerConfig> peers = new LoadPeers(2, Optional.of(network("192.0.2.4", 31)), Optional.empty(), List.of())
                .like(map(Identification.of(IpAddress.parse("192.0.2.1"))));
        assertThat(new LoadPeers(3, Optional.of(network("192.0.2.4", 31)), Optional.empty(), List.of())
                        .like(map(Identification.of(IpAddress.parse("192.0.2.1")))))
                .extracting(peer -> peer.authentication().localId())
                .doesNotHaveDuplicates();
        assertThat(peers.get(1).authentication().localId()).isEqualTo(Identification.of(IpAddress.parse("192.0.2.5")));
    }

    @Test
    void policiesAreHashedByTheHostBehindEachPeer() {
        PolicyHash hash =
                new LoadPeers(5, Optional.empty(), Optional.of(network("10.9.0.0", 24)), List.of()).policyHash();
        assertThat(hash.ipv4()).isEqualTo(new HashThreshold(32, 0));
        assertThat(hash.ipv6()).isEqualTo(new HashThreshold(128, 0));
        assertThat(new LoadPeers(5, Optional.empty(), Optional.empty(), List.of()).policyHash())
                .isEqualTo(PolicyHash.DEFAULT);
    }

    @Test
    void tooFewAddressesInsideAreToldAtOnce() {
        assertThatThrownBy(() -> new LoadPeers(5, Optional.empty(), Optional.of(network("10.9.0.0", 30)), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10.9.0.0/30 has too few addresses for 5 peers");
    }
}
