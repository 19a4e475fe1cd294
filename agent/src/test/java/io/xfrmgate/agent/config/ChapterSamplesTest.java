package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The configuration samples of the StarOS chapter, with its own spellings, as far as they are in effect yet. */
class ChapterSamplesTest {

    @Test
    void theFemtoSampleIsTakenButForItsEapAndAddressPool() {
        String sample = """
                configure
                context vpn
                eap-profile eap1
                mode authentication-pass-through
                exit
                ip pool ipsec 10.9.0.0 255.255.0.0
                ipsec transform-set esp1
                exit
                ikev2 transform-set ike1
                exit
                crypto template femto
                 authentication eap-profile eap1
                ikev2-ikesa transform set listike1
                payload p1 match childsa match ipv4
                ip-address-alloc dynamic
                ipsec transform-setlist esp1
                exit
                ikev2-ikesa keepalive-user-activity
                end
                configure
                context vpn
                hnbgw-service hnbgw
                security-gateway bind address 10.0.0.1 crypto-template femto context vpn
                end
                """;
        assertThat(Configs.errors(sample))
                .extracting(ConfigProblem::line)
                .as("EAP, the pool, and addresses from the pool")
                .containsExactly(3, 6, 15);
        String withKeys = sample.replace("eap-profile eap1\nmode authentication-pass-through\nexit\n", "")
                .replace("ip pool ipsec 10.9.0.0 255.255.0.0\n", "")
                .replace(" authentication eap-profile eap1", "authentication pre-shared-key key SECRET")
                .replace("ip-address-alloc dynamic\n", "");
        GatewayConfig config = Configs.parse(withKeys);
        assertThat(config.services())
                .hasToString(
                        "[ServiceBinding[context=vpn, service=hnbgw-service hnbgw, address=10.0.0.1, peerConfig=femto]]");
        assertThat(config.peers()).singleElement().satisfies(peer -> {
            assertThat(peer.proposals()).hasToString("[IKE:aes-cbc-128/prf-sha1/sha1-96/group-2]");
            assertThat(peer.children().getFirst().proposals()).hasToString("[ESP:aes-cbc-128/sha1-96/no-esn]");
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
    void theCertificateSampleIsTakenButForItsAddressPool() {
        assertThat(Configs.errors("""
                        configure
                        certificate name cert pem url http://ca/cert.pem private-key pem url http://ca/key.pem
                        ca-certificate name root pem data "-----BEGIN CERTIFICATE-----\\n"
                        exit
                        context vpn
                        crypto template segw ikev2-dynamic
                        authentication local certificate
                        authentication remote certificate
                        keepalive interval 10 timeout 3
                        certificate cert
                        ca-certificate list ca-cert-name root
                        payload p match childsa match ipv4
                        ip-address-alloc dynamic
                        ipsec transform-setlist esp
                        end
                        configure
                        context vpn
                        subscriber default
                        ip context-name vpn
                        ip address pool name ipsec
                        end
                        """)).extracting(ConfigProblem::line).containsExactly(13, 14, 18);
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
    }
}
