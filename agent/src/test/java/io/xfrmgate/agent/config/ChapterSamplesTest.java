package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.config.model.AuthenticationMethod;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.CryptoTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The configuration samples of the StarOS chapter, line by line with names filled in, its slips included. */
class ChapterSamplesTest {
    /** An exit in the middle of the template, keywords glued to names. */
    private static final String FEMTO = sample("femto-eap");

    /** A template outside of any context. */
    private static final String CERTIFICATES = sample("femto-certificates");

    @Test
    void theFemtoSampleIsTaken() {
        CryptoTemplate template = context(FEMTO).template("femto").orElseThrow();
        assertThat(template.tunnel().ikeTransformSets()).hasToString("[ike1]");
        assertThat(template.tunnel().remote().orElseThrow().value()).isInstanceOf(AuthenticationMethod.Eap.class);
        assertThat(template.tunnel().policy().keepaliveUserActivity()).isTrue();
        assertThat(template.tunnel().payloads())
                .singleElement()
                .satisfies(p -> assertThat(p.policy().allocation()).isPresent());
        assertThat(Configs.warnings(FEMTO))
                .extracting(ConfigProblem::message)
                .anyMatch(m -> m.startsWith("the exit before this line is one too many"));
    }

    @Test
    void theCertificateSampleBehindItIsTaken() {
        ContextSection context = context(FEMTO + CERTIFICATES);
        CryptoTemplate template = context.template("segw").orElseThrow();
        assertThat(template.tunnel().certificates().certificate()).hasToString("Optional[cert]");
        assertThat(template.tunnel().keepalive()).isPresent();
        assertThat(context.subscriber().orElseThrow().pool()).hasToString("Optional[ipsec]");
        assertThat(Configs.warnings(FEMTO + CERTIFICATES))
                .extracting(ConfigProblem::message)
                .anyMatch(m -> m.startsWith("crypto template \"segw\" names no ikev2-ikesa transform-set"));
    }

    @Test
    void theFemtoTemplateWithSecretsCarriesTunnels() {
        String withKeys = FEMTO.replace(" authentication eap-profile eap1", "authentication pre-shared-key key SECRET");
        GatewayConfig config = Configs.parse(withKeys);
        assertThat(config.services())
                .hasToString(
                        "[ServiceBinding[context=vpn, service=hnbgw-service hnbgw, address=10.0.0.1, peerConfig=femto]]");
        assertThat(config.peers()).singleElement().satisfies(peer -> {
            assertThat(peer.proposals()).hasToString("[IKE:aes-cbc-128/prf-sha2-256/sha2-256-128/group-14]");
            assertThat(peer.children().getFirst().proposals()).hasToString("[ESP:aes-cbc-128/sha2-256-128/no-esn]");
        });
    }

    @Test
    void theGluedListMayGoOn() {
        String text = Samples.map("ikev2-ikesa transform set listike ike\n");
        assertThat(Configs.parse(text).peers().getFirst().proposals()).hasSize(2);
        assertThat(Configs.parse(Samples.map("ikev2-ikesa transform set list ike\n"))
                        .peers())
                .isEqualTo(Configs.parse(Samples.map("")).peers());
    }

    @Test
    void thePayloadAclOfTheSelectorExample() {
        assertThat(Configs.parse(Samples.accessList("permit udp host 2.2.2.2 eq 2123 1.1.0.0 0.0.255.255\n"))
                        .peers()
                        .getFirst()
                        .children()
                        .getFirst()
                        .localSelectors())
                .hasToString("[2.2.2.2[17/2123]]");
        assertThat(Configs.parse(Samples.context("""
                                ip access-list enb
                                udp host 2.2.2.2 eq 2123 1.1.0.0 0.0.255.255
                                """))
                        .model()
                        .contexts()
                        .getFirst()
                        .accessList("enb")
                        .orElseThrow()
                        .rules())
                .hasToString(Configs.parse(Samples.context("""
                                ip access-list enb
                                permit udp host 2.2.2.2 eq 2123 1.1.0.0 0.0.255.255
                                """))
                        .model()
                        .contexts()
                        .getFirst()
                        .accessList("enb")
                        .orElseThrow()
                        .rules()
                        .toString());
    }

    /** The lab carries traffic with the same files. */
    private static String sample(String name) {
        try {
            return Files.readString(Path.of("../lab/scenarios/samples/" + name + ".cfg"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ContextSection context(String text) {
        return Configs.parse(text).model().contexts().getFirst();
    }
}
