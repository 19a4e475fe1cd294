package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.log.LogFormat;
import io.xfrmgate.ike.config.AuthMethod;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.ChildLifetime;
import io.xfrmgate.ike.config.FragmentationPolicy;
import io.xfrmgate.ike.config.IkeLifetime;
import io.xfrmgate.ike.config.Keepalive;
import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.config.NatPolicy;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.config.RetransmitPolicy;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.wire.Identification;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What the core gets, command by command. */
class TranslationTest {
    private static final GatewayConfig WHOLE = Configs.parse(Samples.WHOLE);

    @Test
    void gatewaySettings() {
        assertThat(WHOLE.settings()).isEqualTo(GatewaySettings.DEFAULT);
        GatewaySettings settings = Configs.parse("""
                        gateway
                          shards 4
                          no metrics
                          limits cookie-threshold 1 half-open 2
                          limits half-open-per-source 3 ike-sa 4
                          log level warning
                          log format json
                        """).settings();
        assertThat(settings)
                .isEqualTo(new GatewaySettings(
                        4,
                        Optional.empty(),
                        new Limits(1, 2, 3, 4),
                        Level.WARN,
                        LogFormat.JSON,
                        Optional.of(ControlAddress.DEFAULT)));
        assertThat(Configs.parse("""
                                gateway
                                  shards 4
                                  no metrics
                                  limits ike-sa 4
                                  log level trace
                                  default shards
                                  default metrics
                                  default limits
                                  default log level
                                  log format json
                                  no log format
                                """).settings()).isEqualTo(GatewaySettings.DEFAULT);
    }

    @Test
    void anEmptyFileIsAGatewayWithoutPeers() {
        assertThat(Configs.parse("")).isEqualTo(Configs.parse("configure\n# nothing\nend\n"));
        assertThat(Configs.parse("").peers()).isEmpty();
        assertThat(Configs.parse("").listenAddresses()).isEmpty();
    }

    @Test
    void aMapHasEverythingThatItsCommandsSay() {
        PeerConfig map = WHOLE.peers().getFirst();
        assertThat(map.name()).isEqualTo("to-b");
        assertThat(map.localAddresses()).containsExactly(IpAddress.parse("10.0.0.1"));
        assertThat(map.remoteNetworks()).hasToString("[10.0.0.2/32]");
        assertThat(map.remote()).contains(IpAddress.parse("10.0.0.2"));
        assertThat(map.authentication().localId()).isEqualTo(Identification.fqdn("a.example"));
        assertThat(map.authentication().remoteIds()).containsExactly(Identification.fqdn("b.example"));
        assertThat(map.proposals())
                .hasToString("[IKE:aes-cbc-128/prf-sha2-256/sha2-256-128/group-14,"
                        + " IKE:chacha20-poly1305/prf-sha2-512/group-31]");
        assertThat(map.retransmit()).isEqualTo(new RetransmitPolicy(500, 2.0, 16_000, 4));
        assertThat(map.keepalive()).isEqualTo(new Keepalive(10_000, 2_000, 3));
        assertThat(map.lifetime()).isEqualTo(new IkeLifetime(86_400, true, 90, 5));
        assertThat(map.nat()).isEqualTo(new NatPolicy(true, 30_000));
        assertThat(map.fragmentation()).isEqualTo(new FragmentationPolicy(true, 1352));
        assertThat(map.childless()).isTrue();
        assertThat(map.setupTimeoutMillis()).isEqualTo(16_000);
        assertThat(map.maxChildren()).isEqualTo(3);
        ChildConfig child = map.children().getFirst();
        assertThat(child.proposals()).hasToString("[ESP:aes-128-gcm-128/no-esn]");
        assertThat(child.localSelectors()).hasToString("[10.1.0.0/16]");
        assertThat(child.remoteSelectors()).hasToString("[10.2.0.0/16]");
        assertThat(child.lifetime()).isEqualTo(new ChildLifetime(28_800, 1_024_000, 5_000, true, 90, 5));
        assertThat(child.options())
                .isEqualTo(new KernelOptions(128, 1040, 0x10, 0xff, 7, 1300, true)
                        .withOffload(Optional.of(new KernelOptions.Offload("eth0", false))));
        assertThat(child.trap()).isTrue();
        assertThat(child.start()).isTrue();
    }

    @Test
    void whatAMapLeavesOutHasStarOsDefaults() {
        PeerConfig map = Configs.parse(Samples.map("")).peers().getFirst();
        assertThat(map.authentication().localId()).isEqualTo(Identification.of(IpAddress.parse("10.0.0.1")));
        assertThat(map.authentication().remoteIds()).isEmpty();
        assertThat(map.proposals()).hasToString("[IKE:aes-cbc-128/prf-sha1/sha1-96/group-14]");
        assertThat(map.retransmit()).isEqualTo(new RetransmitPolicy(500, 1.0, 16_000, 5));
        assertThat(map.keepalive()).isEqualTo(Keepalive.OFF);
        assertThat(map.lifetime()).isEqualTo(new IkeLifetime(86_400, false, 90, 5));
        assertThat(map.nat()).isEqualTo(NatPolicy.DEFAULT);
        assertThat(map.fragmentation()).isEqualTo(FragmentationPolicy.DEFAULT);
        assertThat(map.childless()).isFalse();
        assertThat(map.maxChildren()).isEqualTo(2);
        ChildConfig child = map.children().getFirst();
        assertThat(child.proposals()).hasToString("[ESP:aes-cbc-128/sha1-96/no-esn]");
        assertThat(child.lifetime()).isEqualTo(new ChildLifetime(86_400, 0, 0, false, 90, 5));
        assertThat(child.options()).isEqualTo(new KernelOptions(64, 1000, 0, 0, 0, 0, false));
        assertThat(child.trap()).isTrue();
    }

    @Test
    void noAndDefaultTakeEverythingBack() {
        String undone = Samples.map("""
                identity local id-type fqdn id a.example
                default identity local
                identity remote id-type key-id id b
                no identity remote
                ikev2-ikesa rekey disallow-param-change
                no ikev2-ikesa rekey
                ikev2-ikesa retransmission-timeout 1000 exponential
                default ikev2-ikesa retransmission-timeout
                ikev2-ikesa max-retransmissions 2
                default ikev2-ikesa max-retransmissions
                ikev2-ikesa setup-timer 20
                default ikev2-ikesa setup-timer
                ikev2-ikesa allow-empty-ikesa
                no ikev2-ikesa allow-empty-ikesa
                no ikev2-ikesa fragmentation
                default ikev2-ikesa fragmentation
                keepalive interval 5
                no keepalive
                natt send-keepalive idle-interval 7
                natt force-encapsulation
                default natt
                replay-window 32
                default replay-window
                if-id 1
                no if-id
                mark 1
                no mark
                tfc-padding 500
                no tfc-padding
                control-dont-fragment clear-bit
                control-dont-fragment copy-bit
                policy-priority 5
                default policy-priority
                auto-start
                no auto-start
                max-childsa 4 overload-action ignore
                default max-childsa
                payload p match ipv4
                  lifetime seconds 5 kilo-bytes 6 packets 7
                  default lifetime
                  rekey
                  no rekey
                  tsr start-address any end-address any
                  no tsr
                  tsi start-address any end-address any
                  default tsi
                exit
                payload q match ipv6
                exit
                no payload q
                """);
        assertThat(Configs.parse(undone).peers())
                .isEqualTo(Configs.parse(Samples.map("")).peers());
    }

    @Test
    void aTemplateIsBoundWhereItsServicesSay() {
        assertThat(WHOLE.services())
                .containsExactly(
                        new ServiceBinding("ipsec", "wsg-service gw", IpAddress.parse("10.0.0.1"), "segw"),
                        new ServiceBinding(
                                "ipsec", "hnbgw-service femto", IpAddress.parse("10.0.0.3"), "segw@10.0.0.3"));
        assertThat(WHOLE.listenAddresses()).hasToString("[10.0.0.1, 10.0.0.3]");
        PeerConfig template = WHOLE.peers().get(1);
        assertThat(template.remote()).isEmpty();
        assertThat(template.localAddresses()).hasToString("[10.0.0.1]");
        assertThat(template.authentication().localId()).hasToString("10.0.0.1");
        assertThat(WHOLE.peers().get(2).authentication().localId()).hasToString("10.0.0.3");
        ChildConfig child = template.children().getFirst();
        assertThat(child.localSelectors()).hasToString("[10.1.0.0/16[17/2152], 2001:db8::/112]");
        assertThat(child.remoteSelectors()).hasToString("[0.0.0.0/0, ::/0]");
        assertThat(child.options().priority()).isEqualTo(2000);
        assertThat(child.trap()).isFalse();
    }

    @Test
    void aPeerNetworkHasItsOwnSecret() {
        AuthMethod.SharedKey key =
                (AuthMethod.SharedKey) WHOLE.peers().get(1).authentication().remote();
        assertThat(secret(key, "10.9.9.1")).isEqualTo("SECRET-of-9");
        assertThat(secret(key, "10.9.8.1")).isEqualTo("SECRET-of-peers");
        AuthMethod.SharedKey local =
                (AuthMethod.SharedKey) WHOLE.peers().get(1).authentication().local();
        assertThat(secret(local, "10.9.9.1")).isEqualTo("SECRET-of-9");
        assertThat(secret(local, "2001:db8::1")).isEqualTo("SECRET-of-gw");
    }

    @Test
    void aTemplateWithoutSelectorsHonoursWhatThePeerAsksFor() {
        String any = Samples.template("payload p match childsa\n");
        ChildConfig child = Configs.parse(any).peers().getFirst().children().getFirst();
        assertThat(child.localSelectors()).isEmpty();
        assertThat(child.remoteSelectors()).isEmpty();
        ChildConfig ipv4 = Configs.parse(Samples.template(""))
                .peers()
                .getFirst()
                .children()
                .getFirst();
        assertThat(ipv4.localSelectors()).hasToString("[0.0.0.0/0]");
        assertThat(ipv4.remoteSelectors()).hasToString("[0.0.0.0/0]");
    }

    @Test
    void aTemplatesEndpointIsThePeerItself() {
        String text = Samples.template("""
                peer network 10.9.0.0 mask 255.255.0.0
                peer network 2001:db8::/32
                payload p match childsa match ipv4
                  tsi start-address endpoint end-address endpoint start-port 0 end-port 9 protocol udp
                """);
        PeerConfig peer = Configs.parse(text).peers().getFirst();
        assertThat(peer.remoteNetworks()).hasToString("[10.9.0.0/16, 2001:db8::/32]");
        ChildConfig child = peer.children().getFirst();
        assertThat(child.traffic(IpAddress.parse("10.9.8.7")).orElseThrow().remote())
                .hasToString("[10.9.8.7[17/0-9]]");
        assertThat(Configs.warnings(text)).extracting(ConfigProblem::message).noneMatch(m -> m.contains("endpoint"));
    }

    @Test
    void aMapCanSayWhatToProtectInItsPayload() {
        String text = Samples.map("""
                no match address
                payload p match ipv4
                  tsr start-address 10.1.0.0 end-address 10.1.0.9
                  tsi start-address endpoint end-address endpoint
                """);
        ChildConfig child = Configs.parse(text).peers().getFirst().children().getFirst();
        assertThat(child.localSelectors()).hasToString("[10.1.0.0-10.1.0.9]");
        assertThat(child.remoteSelectors()).hasToString("[10.0.0.2]");
    }

    @Test
    void mapsComeByPriorityAndTemplatesByTheirNetworks() {
        String more = """
                context c
                  crypto map second ikev2-ipv4
                    match address acl 7
                    peer 10.0.0.4
                    local-address 10.0.0.1
                    authentication pre-shared-key key SECRET
                    ikev2-ikesa transform-set list ike
                    payload p match ipv4
                      ipsec transform-set list esp
                    exit
                  exit
                  crypto map m ikev2-ipv4
                    match address acl 8
                  exit
                  crypto template wide ikev2-dynamic
                    authentication pre-shared-key key SECRET
                    ikev2-ikesa transform-set list ike
                    payload p match childsa
                      ipsec transform-set list esp
                    exit
                  exit
                  crypto template narrow ikev2-dynamic
                    peer network 10.7.0.0/16
                    authentication pre-shared-key key SECRET
                    ikev2-ikesa transform-set list ike
                    payload p match childsa
                      ipsec transform-set list esp
                    exit
                  exit
                  wsg-service gw
                    bind address 10.0.0.1 crypto-template wide
                  exit
                  wsg-service gw2
                    bind address 10.0.0.1 crypto-template narrow
                  exit
                """;
        assertThat(Configs.parse(Samples.map("") + more).peers())
                .extracting(PeerConfig::name)
                .containsExactly("second", "m", "narrow", "wide");
    }

    @Test
    void namesThatTwoContextsUseAreMadeUnique() {
        String twice = Samples.map("") + Samples.map("").replace("context c", "context d");
        assertThat(Configs.parse(twice).peers()).extracting(PeerConfig::name).containsExactly("m", "d/m");
    }

    @Test
    void identitiesOfEachType() {
        PeerConfig peer = Configs.parse(Samples.map("""
                                identity local id-type der-asn1-dn id "CN=gw, O=Example"
                                identity remote id-type ip-addr id 2001:db8::1
                                identity remote id-type rfc822-addr id gw@example.org
                                identity remote id-type key-id id 0x00ff
                                identity remote id-type key-id id name
                                """)).peers().getFirst();
        assertThat(peer.authentication().localId().idType()).isEqualTo(Identification.DER_ASN1_DN);
        assertThat(peer.authentication().localId().data()).startsWith(0x30);
        assertThat(peer.authentication().remoteIds())
                .containsExactly(
                        Identification.of(IpAddress.parse("2001:db8::1")),
                        Identification.rfc822("gw@example.org"),
                        Identification.keyId(new byte[] {0, (byte) 0xff}),
                        Identification.keyId("name".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void anIpv6MapIsAMapLikeAnyOther() {
        PeerConfig peer = Configs.parse(Samples.context("""
                                ipv6 access-list six
                                  permit tcp 2001:db8:1::/48 range 80 90 host 2001:db8:2::1
                                exit
                                crypto map six ikev2-ipv6
                                  match address six
                                  peer 2001:db8::2
                                  local-address 2001:db8::1
                                  authentication pre-shared-key key SECRET
                                  ikev2-ikesa transform-set list ike
                                  payload p match ipv6
                                    ipsec transform-set list esp
                                """)).peers().getFirst();
        assertThat(peer.children().getFirst().localSelectors()).hasToString("[2001:db8:1::/48[6/80-90]]");
        assertThat(peer.children().getFirst().remoteSelectors()).hasToString("[2001:db8:2::1[6]]");
    }

    private static String secret(AuthMethod.SharedKey key, String address) {
        return new String(
                key.secrets()
                        .find(Optional.empty(), IpAddress.parse(address))
                        .orElseThrow()
                        .octets(),
                StandardCharsets.UTF_8);
    }
}
