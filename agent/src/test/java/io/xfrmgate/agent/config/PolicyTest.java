package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.ike.config.AuthMethod;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.config.SharedSecrets;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.wire.Identification;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What templates and maps allow their peers, and peers' own secrets. */
class PolicyTest {

    @Test
    void everyCommandAndItsOpposite() {
        String lines = """
                max-childsa 4 overload-action terminate
                ikev2-ikesa ignore-rekeying-requests
                ikev2-ikesa keepalive-user-activity
                ikev2-ikesa unique-identity
                idle-timeout 300
                remote-secret-list l
                nai idr gw.example
                peer additional-address 10.0.0.8 10.0.0.9
                local additional-address 10.0.0.7
                """;
        String list = "remote-secret-list l\nexit\n";
        TunnelSettings tunnel = template(list, lines);
        assertThat(tunnel.policy())
                .hasToString(
                        "TunnelPolicy[overload=Optional[TERMINATE], ignoreRekeying=true, keepaliveUserActivity=true,"
                                + " uniqueIdentity=true, idleSeconds=Optional[300], remoteSecretList=Optional[l],"
                                + " nai=Optional[Idr[identity=Identity[type=FQDN, text=gw.example]]]]");
        assertThat(tunnel.multiHoming())
                .hasToString("MultiHoming[peerAddresses=[10.0.0.8, 10.0.0.9], localAddresses=[10.0.0.7]]");
        assertThat(template(list, lines + """
                default max-childsa
                no ikev2-ikesa ignore-rekeying-requests
                default ikev2-ikesa keepalive-user-activity
                no ikev2-ikesa unique-identity
                no idle-timeout
                no remote-secret-list
                no nai idr
                no peer additional-address
                no local additional-address
                """)).isEqualTo(template("", ""));
        assertThat(template("", "nai use-received-idr\n").policy().nai()).hasToString("Optional[ReceivedIdr[]]");
        assertThat(template("", "nai idr 10.0.0.1 id-type ip-addr\n").policy().nai())
                .hasToString("Optional[Idr[identity=Identity[type=IP_ADDR, text=10.0.0.1]]]");
    }

    @Test
    void payloads() {
        assertThat(template("", """
                payload p match childsa match ipv4
                  match address acl
                  ignore-rekeying-requests
                  maximum-child-sa 3
                  maximum-tsr 8
                  ip-address-allocation home-address
                exit
                """).payloads().getFirst().policy())
                .hasToString("PayloadPolicy[accessList=Optional[acl], ignoreRekeying=true,"
                        + " maximumChildSas=Optional[3], maximumTsr=Optional[8],"
                        + " allocation=Optional[AddressAllocation[kind=HOME_ADDRESS, pools=[]]]]");
        assertThat(template("", """
                payload p match childsa match ipv4
                  match address acl
                  no match address acl
                  ignore-rekeying-requests
                  default ignore-rekeying-requests
                  maximum-child-sa 3
                  no maximum-child-sa
                  maximum-tsr 8
                  default maximum-tsr
                  ip-address-alloc dynamic
                  no ip-address-alloc
                exit
                """)).isEqualTo(template("", ""));
    }

    @Test
    void peersHaveTheirOwnSecrets() {
        String list = """
                remote-secret-list l
                  remote-id id-type fqdn id enb1.example secret key one
                  remote-id id-type ip-addr id 10.0.0.9 secret key "two"
                  remote-id id-type key-id id 0x0102 secret key three
                  no remote-id id-type key-id id 0x0102
                exit
                """;
        String text = Samples.context("wsg-service gw\nbind address 10.0.0.1 crypto-template t\nexit\n" + list
                + "crypto template t\nremote-secret-list l\npayload p match ipv4\nipsec transform-set list esp\n");
        SharedSecrets secrets = ((AuthMethod.SharedKey)
                        Configs.parse(text).peers().getFirst().authentication().remote())
                .secrets();
        IpAddress anywhere = IpAddress.parse("10.8.8.8");
        assertThat(secrets.find(Optional.of(Identification.fqdn("enb1.example")), anywhere))
                .contains(new Secret("one".getBytes(StandardCharsets.UTF_8)));
        assertThat(secrets.find(Optional.of(Identification.of(IpAddress.parse("10.0.0.9"))), anywhere))
                .contains(new Secret("two".getBytes(StandardCharsets.UTF_8)));
        assertThat(secrets.find(Optional.of(Identification.fqdn("enb2.example")), anywhere))
                .isEmpty();
        assertThat(secrets.toString()).doesNotContain("one");
    }

    @Test
    void eapProfiles() {
        String lines = """
                eap-profile e
                  mode authenticator-terminate
                  max-retry 3
                  retry-timeout 5
                  method eap-md5 eap-aka
                exit
                """;
        assertThat(Configs.parse(Samples.context(lines))
                        .model()
                        .contexts()
                        .getFirst()
                        .eapProfiles())
                .hasToString(
                        "[EapProfile[name=e, mode=TERMINATE, maxRetry=Optional[3], retrySeconds=Optional[5],"
                                + " methods=[EAP_AKA, EAP_MD5], aaaGroup=Optional.empty, requestIdentity=false, eapOnly=false]]");
        assertThat(Configs.parse(
                                Samples.context(
                                        lines
                                                + "eap-profile e\nmode authentication-pass-through\nno max-retry\ndefault retry-timeout\nno method\nexit\n"))
                        .model()
                        .contexts()
                        .getFirst()
                        .eapProfiles())
                .hasToString("[EapProfile[name=e, mode=PASS_THROUGH, maxRetry=Optional.empty,"
                        + " retrySeconds=Optional.empty, methods=[], aaaGroup=Optional.empty, requestIdentity=false,"
                        + " eapOnly=false]]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "remote-secret-list nobody | there is no remote-secret-list \"nobody\" in this context",
                "authentication eap-profile nobody | there is no eap-profile \"nobody\" in this context",
                "nai idr 10.0.0.300 id-type ip-addr | the identity is no ip-addr",
            })
    void references(String line, String message) {
        assertThat(Configs.errors(Samples.template(line + "\n")))
                .singleElement()
                .satisfies(e -> assertThat(e.message()).isEqualTo(message));
    }

    private static TunnelSettings template(String before, String lines) {
        String text = Samples.template(lines).replace("wsg-service gw", before + "wsg-service gw");
        return Configs.parse(text)
                .model()
                .contexts()
                .getFirst()
                .templates()
                .getFirst()
                .tunnel();
    }
}
