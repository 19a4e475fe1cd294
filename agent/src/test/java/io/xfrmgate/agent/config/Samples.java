package io.xfrmgate.agent.config;

/** Texts that several tests read. */
final class Samples {
    private Samples() {}

    /** The profile of these samples, which leave most algorithms to StarOS's defaults; at the end, where it moves no line. */
    static final String COMPAT = "gateway\nprofile staros-compat\nexit\n";

    /** Every part of the language that is in effect. */
    static final String WHOLE = """
            configure
              gateway                                   # ours
                shards 1
                metrics bind address 127.0.0.1 port 9464
                limits cookie-threshold 500
                limits half-open 20000 half-open-per-source 200 ike-sa 1000000
                log level info
              exit
              context ipsec
                ikev2-ikesa transform-set ike1
                  encryption aes-cbc-128
                  group 14
                  hmac sha2-256-128
                  prf sha2-256
                  lifetime 86400
                exit
                ikev2 transform-set ike2
                  encryption chacha20-poly1305
                  group 31
                  prf sha2-512
                exit
                ipsec transform-set esp1
                  encryption aes-128-gcm-128
                  hmac none
                  group none
                  mode tunnel
                exit
                ip access-list to-b
                  permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255
                exit
                crypto map to-b ikev2-ipv4
                  match address to-b 10
                  peer 10.0.0.2
                  local-address 10.0.0.1
                  authentication local pre-shared-key key SECRET-of-a
                  authentication remote pre-shared-key key "SECRET of b"
                  identity local id-type fqdn id a.example
                  identity remote id-type fqdn id b.example
                  ikev2-ikesa transform-set list ike1 ike2
                  ikev2-ikesa rekey
                  ikev2-ikesa retransmission-timeout 500 exponential
                  ikev2-ikesa max-retransmissions 4
                  ikev2-ikesa setup-timer 16
                  ikev2-ikesa allow-empty-ikesa
                  ikev2-ikesa fragmentation mtu 1400
                  keepalive interval 10 timeout 2 num-retry 3
                  natt send-keepalive idle-interval 30
                  natt force-encapsulation
                  replay-window 128
                  if-id 7
                  mark 0x10/0xff
                  tfc-padding 1300
                  control-dont-fragment clear-bit
                  offload device eth0 crypto
                  auto-start
                  max-childsa 3
                  payload p match ipv4
                    ipsec transform-set list esp1
                    lifetime 28800
                    lifetime kilo-bytes 1000
                    lifetime packets 5000
                    rekey keepalive
                  exit
                exit
                crypto template segw ikev2-dynamic
                  peer network 10.9.0.0/16
                  peer network 10.9.9.0/24 pre-shared-key key SECRET-of-9
                  authentication local pre-shared-key key SECRET-of-gw
                  authentication remote pre-shared-key key SECRET-of-peers
                  ikev2-ikesa transform-set list ike1
                  payload q match childsa match any
                    ipsec transform-set list esp1
                    tsr start-address 10.1.0.0 end-address 10.1.255.255 start-port 2152 end-port 2152 protocol 17
                    tsr start-address 2001:db8:: end-address 2001:db8::ffff
                    tsi start-address any end-address any
                  exit
                exit
                wsg-service gw
                  bind address 10.0.0.1 crypto-template segw
                exit
                hnbgw-service femto
                  security-gateway bind address 10.0.0.3 crypto-template segw context ipsec
                exit
              exit
            end
            """;

    /** What {@link #WHOLE} leaves out. */
    static final String REST = """
            configure
            gateway
              profile staros-compat
            exit
            certificate name own pem data "-----BEGIN CERTIFICATE-----
            MIIBszCCAVmgAwIBAgIU
            -----END CERTIFICATE-----" private-key pem data "-----BEGIN PRIVATE KEY-----
            SECRET
            -----END PRIVATE KEY-----"
            ca-certificate name root pem url http://ca.example/root.pem
            ca-crl name list der url ftp://ca.example/list.crl
            context c
              netns red
              policy-hash-threshold ipv4 16 24
              ikev2-ikesa transform-set ike
                group 14
              exit
              ipsec transform-set esp
              exit
              ip access-list acl
                udp host 10.0.0.1 eq 2123 10.9.0.0 0.0.255.255
              exit
              ip pool p 10.9.0.0 255.255.0.0 private 3 group-name g
              ip pool p dns 10.0.0.53
              ip pool p static-lease id-type fqdn id enb1.example address 10.9.0.7
              subscriber default
                ip address pool name g
              exit
              remote-secret-list l
                remote-id id-type fqdn id enb1.example secret key SECRET-of-enb1
              exit
              eap-profile e
                mode authenticator-pass-through
              exit
              crypto group two
                match address acl 3
                switchover auto do-not-revert
              exit
              crypto map first ikev2-ipv4
                match crypto-group two primary
                peer 10.0.0.2
                local-address 10.0.0.1
                authentication pre-shared-key key SECRET
                payload p match ipv4
                  ipsec transform-set list esp
                exit
              exit
              crypto map k ipsec-manual
                match address acl 5
                set peer 10.0.0.2
                local-address 10.0.0.1
                set transform-set esp
                set session-key inbound esp 256 cipher 000102030405060708090a0b0c0d0e0f authenticator 00112233445566778899aabbccddeeff00112233
                set session-key outbound esp 257 cipher 000102030405060708090a0b0c0d0e0f authenticator 00112233445566778899aabbccddeeff00112233
              exit
              crypto template t ikev2-dynamic
                remote-secret-list l
                max-childsa 4 overload-action terminate
                idle-timeout 300
                nai idr gw.example
                offload device eth0 crypto
                payload q match childsa match ipv4
                  match address acl
                  ip-address-alloc dynamic pool p
                  ipsec transform-set list esp
                exit
              exit
              mme-service mme
                bind s1-mme ipv4-address 10.0.0.3 crypto-template t
              exit
              wsg-service w
                deployment-mode site-to-site
                bind address 10.0.0.4 crypto-template t
              exit
              crypto map i ipsec-isakmp
                set peer 10.0.0.2
                set ikev1 preshared-key SECRET
              exit
              ikev1 keepalive dpd interval 10 timeout 10 num-retry 3
            exit
            end
            """;

    /** A crypto map to which a test adds lines; it needs nothing more. */
    static String map(String lines) {
        return context("""
                crypto map m ikev2-ipv4
                  match address acl
                  peer 10.0.0.2
                  local-address 10.0.0.1
                  authentication pre-shared-key key SECRET
                  ikev2-ikesa transform-set list ike
                  payload p match ipv4
                    ipsec transform-set list esp
                  exit
                """ + lines);
    }

    /** A payload of a crypto map to which a test adds lines. */
    static String payload(String lines) {
        return map("payload p match ipv4\n" + lines);
    }

    /** A crypto template, bound to 10.0.0.1, to which a test adds lines. */
    static String template(String lines) {
        return context("""
                wsg-service gw
                  bind address 10.0.0.1 crypto-template t
                exit
                crypto template t ikev2-dynamic
                  authentication pre-shared-key key SECRET
                  ikev2-ikesa transform-set list ike
                  payload p match childsa match ipv4
                    ipsec transform-set list esp
                  exit
                """ + lines);
    }

    /** A map whose access list has these rules. */
    static String accessList(String rules) {
        return context("ip access-list acl\nno permit ip any any\n" + rules + "exit\n" + mapOnly());
    }

    /** A map whose IKE transform set has these lines. */
    static String ikeSet(String lines) {
        return context("no ikev2 transform-set ike\nikev2 transform-set ike\n" + lines + "exit\n" + mapOnly());
    }

    /** A map whose ESP transform set has these lines. */
    static String espSet(String lines) {
        return context("no ipsec transform-set esp\nipsec transform-set esp\n" + lines + "exit\n" + mapOnly());
    }

    /** A context with transform sets and an access list, to which a test adds lines. */
    static String context(String lines) {
        return """
                configure
                context c
                ikev2-ikesa transform-set ike
                  group 14
                exit
                ipsec transform-set esp
                exit
                ip access-list acl
                  permit ip any any
                exit
                """ + lines + "end\n" + COMPAT;
    }

    private static String mapOnly() {
        return """
                crypto map m ikev2-ipv4
                  match address acl
                  peer 10.0.0.2
                  local-address 10.0.0.1
                  authentication pre-shared-key key SECRET
                  ikev2-ikesa transform-set list ike
                  payload p match ipv4
                    ipsec transform-set list esp
                  exit
                """;
    }
}
