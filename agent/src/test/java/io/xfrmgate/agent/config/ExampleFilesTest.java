package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example files that the README shows. */
class ExampleFilesTest {
    private static final Path DIRECTORY = Path.of("src/main/config");

    @Test
    void theSiteToSiteMapProtectsItsTwoNetworks() {
        GatewayConfig config = Configs.load(DIRECTORY.resolve("site-to-site.cfg"));
        assertThat(config.peers()).singleElement().satisfies(peer -> {
            assertThat(peer.name()).isEqualTo("to-b");
            assertThat(peer.remote()).hasToString("Optional[192.0.2.2]");
            assertThat(peer.authentication().localId()).hasToString("a.example.org");
            assertThat(peer.proposals()).hasToString("[IKE:aes-256-gcm-128/prf-sha2-256/group-31/group-19/group-14]");
            assertThat(peer.children()).singleElement().satisfies(child -> {
                assertThat(child.mode()).isEqualTo(IpsecMode.TUNNEL);
                assertThat(child.trap()).isTrue();
                assertThat(child.localSelectors()).hasToString("[10.1.0.0/16]");
                assertThat(child.remoteSelectors()).hasToString("[10.2.0.0/16]");
                assertThat(child.lifetime().rekey()).isTrue();
            });
        });
        assertThat(config.listenAddresses()).hasToString("[192.0.2.1]");
    }

    @Test
    void theTemplateGatewayListensAtItsService() {
        GatewayConfig config = Configs.load(DIRECTORY.resolve("template-gateway.cfg"));
        assertThat(config.services())
                .hasToString(
                        "[ServiceBinding[context=ran, service=wsg-service gw, address=192.0.2.1, peerConfig=segw]]");
        assertThat(config.peers()).singleElement().satisfies(peer -> {
            assertThat(peer.remote()).isEmpty();
            assertThat(peer.remoteNetworks()).hasToString("[198.51.100.0/24]");
            assertThat(peer.proposals()).hasSize(2);
            assertThat(peer.children()).singleElement().satisfies(child -> {
                assertThat(child.trap()).isFalse();
                assertThat(child.remoteSelectors()).isEqualTo(List.of(TrafficSelector.any(false)));
            });
        });
    }

    @Test
    void theGatewayOfTheVagrantLabAnswersTwoEnodebs() {
        GatewayConfig config = Configs.load(Path.of("../vagrant/gateway/xfrmgate.cfg"));
        assertThat(config.listenAddresses()).hasToString("[10.77.1.10, 10.77.1.11]");
        assertThat(config.peers()).extracting(PeerConfig::name).containsExactly("s1", "oam");
        assertThat(config.peers())
                .allSatisfy(peer ->
                        assertThat(peer.children().getFirst().localSelectors()).hasToString("[10.77.2.0/24]"));
    }
}
