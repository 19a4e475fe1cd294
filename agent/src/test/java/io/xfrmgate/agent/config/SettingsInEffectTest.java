package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.config.model.ContextSettings.HashThreshold;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.ConfigurationRole;
import io.xfrmgate.ike.config.OwnName;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.wire.Identification;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What settings of contexts, groups, maps and templates come to in the core. */
class SettingsInEffectTest {
    private static final String HASH = """
            configure
            context one
            policy-hash-threshold ipv4 16 24
            exit
            context two
            netns red
            policy-hash-threshold ipv6 48 64
            exit
            context three
            netns red
            exit
            """;

    private static final String HOSTS = "permit sctp host 10.0.0.1 host 10.0.0.2\n";

    @Test
    void aNamespaceHasTheHashThresholdsOfItsContexts() {
        GatewayConfig config = Configs.parse(HASH);
        HashThreshold ours4 = PolicyHash.DEFAULT.ipv4();
        assertThat(config.policyHash(Optional.empty()))
                .isEqualTo(new PolicyHash(new HashThreshold(16, 24), PolicyHash.DEFAULT.ipv6()));
        assertThat(config.policyHash(Optional.of("red"))).isEqualTo(new PolicyHash(ours4, new HashThreshold(48, 64)));
        assertThat(config.policyHash(Optional.of("blue"))).isEqualTo(PolicyHash.DEFAULT);
    }

    @Test
    void contextsOfOneNamespaceCanNotDiffer() {
        assertThat(Configs.errors(HASH + "context three\npolicy-hash-threshold ipv6 48 128\n"))
                .extracting(ConfigProblem::message)
                .containsExactly("contexts \"two\" and \"three\" share a network namespace, whose policies have one"
                        + " policy-hash-threshold ipv6");
        assertThat(Configs.parse(HASH + "context three\npolicy-hash-threshold ipv6 48 64\n"))
                .isNotNull();
    }

    @Test
    void naiIsOurNameForThoseWhoCall() {
        assertThat(peer(Samples.template("")).authentication().answering()).isEqualTo(new OwnName.LocalId());
        assertThat(peer(Samples.template("nai use-received-idr\n"))
                        .authentication()
                        .answering())
                .isEqualTo(new OwnName.AsAsked());
        assertThat(peer(Samples.template("nai idr gw.example\n"))
                        .authentication()
                        .answering())
                .isEqualTo(new OwnName.Named(Identification.fqdn("gw.example")));
    }

    @Test
    void aHomeAddressComesFromThePools() {
        String pool = "ip pool p prefix 10.64.0.0/24\n";
        String template = Samples.template("payload h match childsa match ipv4\nipsec transform-set list esp\n"
                + "ip-address-allocation home-address\nexit\n");
        PeerConfig peer = peer(Samples.context(pool) + template.substring(template.indexOf("context")));
        assertThat(peer.configuration())
                .isEqualTo(new ConfigurationRole.Server(List.of("p"), List.of(), List.of(), true));
        assertThat(Configs.errors(Samples.context(pool)
                        + template.substring(template.indexOf("context"))
                                .replace(
                                        "home-address\nexit\n",
                                        "home-address\nexit\npayload d match childsa match ipv4\n"
                                                + "ipsec transform-set list esp\nip-address-alloc dynamic\nexit\n")))
                .extracting(ConfigProblem::message)
                .containsExactly(
                        "a peer's address is chosen before its payload, and another payload has it from elsewhere");
    }

    @Test
    void aMapHasATunnelFromEachOfOurAddressesToEachOfThePeers() {
        String text = Samples.accessList(HOSTS + "permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255\n")
                .replace(
                        "match address",
                        "peer additional-address 10.0.0.22\n" + "local additional-address 10.0.0.11\nmatch address");
        List<PeerConfig> peers = Configs.parse(text).peers();
        assertThat(peers)
                .extracting(p -> p.localAddresses() + " " + p.remote().orElseThrow())
                .containsExactlyInAnyOrder(
                        "[10.0.0.1] 10.0.0.2", "[10.0.0.1] 10.0.0.22", "[10.0.0.11] 10.0.0.2", "[10.0.0.11] 10.0.0.22");
        assertThat(peers).extracting(PeerConfig::name).doesNotHaveDuplicates();
        PeerConfig last = peers.stream()
                .filter(p -> p.remote().equals(Optional.of(IpAddress.parse("10.0.0.22")))
                        && p.localAddresses().contains(IpAddress.parse("10.0.0.11")))
                .findFirst()
                .orElseThrow();
        assertThat(last.children()).singleElement().satisfies(child -> {
            assertThat(child.localSelectors()).hasToString("[10.0.0.11[132]]");
            assertThat(child.remoteSelectors()).hasToString("[10.0.0.22[132]]");
            assertThat(child.trap()).isTrue();
        });
    }

    @Test
    void anAdditionalAddressWithoutEffectIsTold() {
        assertThat(Configs.warnings(Samples.map("peer additional-address 10.0.0.22\n")))
                .extracting(ConfigProblem::message)
                .anyMatch(m -> m.startsWith("additional-address has no effect: no rule"));
        assertThat(Configs.warnings(Samples.template("local additional-address 10.0.0.22\n")))
                .extracting(ConfigProblem::message)
                .contains("local additional-address has no effect in a template, which services bind to addresses");
        assertThat(Configs.warnings(Samples.template("peer additional-address 10.0.0.22\n")))
                .extracting(ConfigProblem::message)
                .contains("peer additional-address has no effect in a template, which knows its peers by networks");
        assertThat(Configs.errors(Samples.map("peer additional-address 2001:db8::1\n")))
                .extracting(ConfigProblem::message)
                .singleElement()
                .asString()
                .startsWith("the address is not of the family of crypto map");
    }

    @Test
    void aGroupProtectsTheAddressesOfAPool() {
        String text = Samples.map("match crypto-group g primary\nno match address\n")
                .replace(
                        "crypto map",
                        "crypto group g\nmatch ip pool pool-name p\nexit\n"
                                + "ip pool p range 10.64.0.1 10.64.0.6\ncrypto map");
        ChildConfig child = Configs.parse(text).peers().getFirst().children().getFirst();
        assertThat(child.localSelectors()).hasToString("[10.64.0.1, 10.64.0.2/31, 10.64.0.4/31, 10.64.0.6]");
        assertThat(child.remoteSelectors()).hasToString("[0.0.0.0/0]");
        assertThat(Configs.errors(
                        text.replace("match ip pool pool-name p", "match ip pool pool-name p\nmatch address acl")))
                .extracting(ConfigProblem::message)
                .anyMatch(m -> m.startsWith("crypto group \"g\" protects the addresses of pool \"p\""));
        assertThat(Configs.errors(text.replace("pool-name p", "pool-name q"))).isNotEmpty();
    }

    @Test
    void aMapProtectsTheAddressesOfAPool() {
        String text = Samples.map("no match address\nmatch ip pool pool-name p\n")
                .replace("crypto map", "ip pool p range 10.64.0.1 10.64.0.6\ncrypto map");
        ChildConfig child = Configs.parse(text).peers().getFirst().children().getFirst();
        assertThat(child.localSelectors()).hasToString("[10.64.0.1, 10.64.0.2/31, 10.64.0.4/31, 10.64.0.6]");
        assertThat(child.remoteSelectors()).hasToString("[0.0.0.0/0]");
        assertThat(child.trap()).as("the first packet brings it up").isTrue();
        String network = text.replace("pool-name p", "pool-name p destination-network 10.8.0.0/16");
        assertThat(Configs.parse(network)
                        .peers()
                        .getFirst()
                        .children()
                        .getFirst()
                        .remoteSelectors())
                .hasToString("[10.8.0.0/16]");
        assertThat(Configs.errors(text.replace("no match address", "")))
                .extracting(ConfigProblem::message)
                .containsExactly("this map has an access list already, which says what is protected");
        assertThat(Configs.errors(text.replace("pool-name p", "pool-name q")))
                .extracting(ConfigProblem::message)
                .contains("there is no ip pool \"q\" in this context");
        assertThat(Configs.errors(text.replace("pool-name p", "pool-name p destination-network 2001:db8::/32")))
                .extracting(ConfigProblem::message)
                .containsExactly("pool \"p\" has no addresses of the family of the destination network");
    }

    private static PeerConfig peer(String text) {
        return Configs.parse(text).peers().getFirst();
    }
}
