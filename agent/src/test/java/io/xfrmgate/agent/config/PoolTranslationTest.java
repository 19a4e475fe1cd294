package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.ConfigurationRole;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.pool.PoolDefinition;
import io.xfrmgate.ike.wire.Identification;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of pools, of templates that use them, and of maps that ask for addresses. */
final class PoolTranslationTest {
    private static final String SITE = """
            configure
              context lab
                ip pool later prefix 10.8.0.0/24 public 5 group-name g
                ip pool first prefix 10.9.0.0/24 public 1 group-name g
                ip pool first dns 10.0.0.53
                ip pool first static-lease id-type fqdn id enb1.example address 10.9.0.7
                ip pool first install-routes
                ipv6 pool six prefix 2001:db8::/64
                ip pool unused 10.7.0.0 255.255.255.0 resource
                subscriber default
                  ip address pool name g
                  ipv6 address pool name six
                exit
                ikev2-ikesa transform-set ike
                  group 31
                exit
                ipsec transform-set esp
                exit
                ip access-list to-net
                  permit tcp any 10.2.0.0 0.0.255.255
                exit
                crypto map client ikev2-ipv4
                  match address to-net
                  local-address 192.0.2.1
                  peer 192.0.2.2
                  authentication local pre-shared-key key "secret-of-both"
                  authentication remote pre-shared-key key "secret-of-both"
                  ikev2-ikesa transform-set list ike
                  request-address ipv4 ipv6
                  payload p match ipv4
                    ipsec transform-set list esp
                  exit
                exit
                crypto template server ikev2-dynamic
                  authentication local pre-shared-key key "secret-of-both"
                  authentication remote pre-shared-key key "secret-of-both"
                  ikev2-ikesa transform-set list ike
                  payload p match childsa match any
                    ipsec transform-set list esp
                    tsr start-address 10.2.0.0 end-address 10.2.255.255
                    ip-address-alloc dynamic %s
                  exit
                exit
                wsg-service s
                  bind address 192.0.2.1 crypto-template server
                exit
              exit
            end
            """;

    private static GatewayConfig load(String pools) {
        if (ConfigLoader.parse(SITE.formatted(pools), "test") instanceof ConfigResult.Loaded(var config, var _)) {
            return config;
        }
        throw new AssertionError(
                ConfigLoader.parse(SITE.formatted(pools), "test").toString());
    }

    private static PeerConfig peer(GatewayConfig config, String name) {
        return config.peers().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void poolsOfTheModel() {
        Addressing addressing = load("").addressing();
        assertThat(addressing.pools()).extracting(PoolDefinition::name).containsExactly("later", "first", "six");
        PoolDefinition first = addressing.pools().get(1);
        assertThat(first.intervals()).hasToString("[10.9.0.1-10.9.0.254]");
        assertThat(first.dns()).containsExactly(IpAddress.parse("10.0.0.53"));
        assertThat(first.leases())
                .containsEntry(Identification.fqdn("enb1.example"), List.of(IpAddress.parse("10.9.0.7")));
        assertThat(addressing.isRouted(IpAddress.parse("10.9.0.1"))).isTrue();
        assertThat(addressing.isRouted(IpAddress.parse("10.8.0.1"))).isFalse();
    }

    @Test
    void aTemplateUsesWhatItsSubscribersDoByRank() {
        PeerConfig server = peer(load(""), "server");
        assertThat(server.configuration()).isInstanceOfSatisfying(ConfigurationRole.Server.class, role -> {
            assertThat(role.pools()).containsExactly("first", "later", "six");
            assertThat(role.subnets()).hasToString("[10.2.0.0/16]");
        });
        assertThat(server.children()).allMatch(ChildConfig::dynamic);
    }

    @Test
    void aPayloadMayNameItsOwn() {
        assertThat(peer(load("pool later"), "server").configuration())
                .isInstanceOfSatisfying(
                        ConfigurationRole.Server.class,
                        role -> assertThat(role.pools()).containsExactly("later"));
    }

    @Test
    void aMapThatAsksForAddresses() {
        PeerConfig client = peer(load(""), "client");
        assertThat(client.configuration()).isEqualTo(new ConfigurationRole.Client(1, 1, List.of()));
        assertThat(client.children()).singleElement().satisfies(child -> {
            assertThat(child.dynamic()).isTrue();
            assertThat(child.start()).isTrue();
            assertThat(child.trap()).isFalse();
        });
    }
}
