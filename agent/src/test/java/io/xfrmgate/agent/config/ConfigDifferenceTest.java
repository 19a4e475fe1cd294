package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.config.ConfigDifference.Fate;
import io.xfrmgate.agent.config.ConfigDifference.TunnelDifference;
import io.xfrmgate.ike.config.PeerConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfigDifferenceTest {
    private static final String TEXT = """
            configure
              context one
                ikev2-ikesa transform-set ike
                  encryption aes-256-gcm-128
                  prf sha2-256
                  group 31
                exit
                ipsec transform-set esp
                  encryption aes-128-gcm-128
                exit
                ip access-list site
                  permit ip host 10.1.0.1 host 10.2.0.1
                exit
                crypto map peer ikev2-ipv4
                  match address site
                  peer 192.0.2.2
                  local-address 192.0.2.1
                  authentication local pre-shared-key key "first secret"
                  authentication remote pre-shared-key key "first secret"
                  ikev2-ikesa transform-set list ike
                  payload site match ipv4
                    ipsec transform-set list esp
                  exit
                exit
              exit
            end
            """;

    private static GatewayConfig load(String text, Placement running) {
        ConfigResult result = ConfigLoader.parse(text, "test.cfg", running);
        assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
        return ((ConfigResult.Loaded) result).config();
    }

    private static ConfigDifference difference(String before, String after) {
        GatewayConfig running = load(before, Placement.NONE);
        return ConfigDifference.between(running, load(after, running.placement()));
    }

    @Test
    void theSameTextIsNoDifference() {
        assertThat(difference(TEXT, "# another comment\n" + TEXT.replace("  encryption", " encryption"))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void anotherSecretIsToldButNotShown() {
        ConfigDifference difference = difference(TEXT, TEXT.replace("first secret", "second secret"));
        assertThat(difference.tunnels())
                .containsExactly(new TunnelDifference("peer", Fate.NEXT_NEGOTIATION, List.of("authentication")));
        assertThat(difference.objects()).singleElement().satisfies(object -> {
            assertThat(object.path()).containsExactly("context one", "crypto map peer ikev2-ipv4");
            assertThat(object.lines()).contains("- authentication local pre-shared-key key <hidden>");
        });
        assertThat(difference.toString() + difference.render())
                .doesNotContain("first secret")
                .doesNotContain("second secret")
                .doesNotContainPattern("hidden:");
    }

    @Test
    void anotherSelectorSetsUpAnew() {
        ConfigDifference difference = difference(TEXT, TEXT.replace("host 10.2.0.1", "10.2.0.0 0.0.0.255"));
        assertThat(difference.render())
                .containsExactly(
                        "  context one",
                        "    ip access-list site",
                        "-     permit ip host 10.1.0.1 host 10.2.0.1",
                        "+     permit ip host 10.1.0.1 10.2.0.0 0.0.0.255",
                        "",
                        "peer: its tunnels are set up anew (site: remote selectors)");
    }

    @Test
    void aNewMapIsNewAndARemovedOneGoes() {
        String map = TEXT.substring(TEXT.indexOf("    crypto map"), TEXT.lastIndexOf("  exit\nend"));
        String two =
                TEXT.replace(map, map + map.replace("map peer", "map other").replace("192.0.2.2", "192.0.2.3"));
        ConfigDifference added = difference(TEXT, two);
        assertThat(added.tunnels()).containsExactly(new TunnelDifference("other", Fate.ADDED, List.of()));
        assertThat(added.objects())
                .singleElement()
                .satisfies(object -> assertThat(object.added()).isTrue());
        ConfigDifference removed = difference(two, TEXT);
        assertThat(removed.tunnels()).containsExactly(new TunnelDifference("other", Fate.REMOVED, List.of()));
        assertThat(removed.render()).contains("- " + "  crypto map other ikev2-ipv4");
    }

    @Test
    void anotherNamespaceIsAnotherTunnel() {
        ConfigDifference difference = difference(TEXT, TEXT.replace("context one\n", "context one\n netns gn\n"));
        assertThat(difference.tunnels()).containsExactly(new TunnelDifference("peer", Fate.RESTART, List.of("netns")));
        assertThat(difference.render()).contains("+   netns gn");
    }

    /** A second object of the same name gets a longer one; whoever was there first keeps his. */
    @Test
    void objectsKeepTheirNames() {
        String context = TEXT.substring(TEXT.indexOf("  context"), TEXT.indexOf("end\n"));
        String before = TEXT.replace("context one", "context two");
        String both = TEXT.replace(context, context + context.replace("context one", "context two"));
        assertThat(load(both, Placement.NONE).peers())
                .extracting(PeerConfig::name)
                .containsExactly("peer", "two/peer");
        GatewayConfig running = load(before, Placement.NONE);
        GatewayConfig after = load(both, running.placement());
        assertThat(after.peers()).extracting(PeerConfig::name).containsExactly("one/peer", "peer");
        assertThat(ConfigDifference.between(running, after).tunnels())
                .containsExactly(new TunnelDifference("one/peer", Fate.ADDED, List.of()));
    }

    @Test
    void shardsWaitForTheNextStart() {
        ConfigDifference difference =
                difference(TEXT, TEXT.replace("configure\n", "configure\n gateway\n shards 2\n exit\n"));
        assertThat(difference.afterRestart()).containsExactly("shards");
        assertThat(difference.tunnels()).isEmpty();
    }
}
