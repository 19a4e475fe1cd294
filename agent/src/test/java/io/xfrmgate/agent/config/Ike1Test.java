package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** IKEv1 and what uses it: read, kept and printed, with a warning that it is not in effect. */
class Ike1Test {
    private static final String LINES = """
            ikev1 policy 1
              authentication preshared-key
              encryption 3des-cbc
              group 5
              hash md5
              lifetime 120
            exit
            ikev1 keepalive dpd interval 10 timeout 10 num-retry 3
            crypto ipsec transform-set test1 esp hmac md5-96 cipher 3des-cbc
              mode tunnel
            exit
            crypto map i ipsec-isakmp
              match address acl 7
              set peer 10.0.0.2
              set ikev1 preshared-key SECRET
              set mode main
              set pfs group2
              set transform-set test1 transform-set test2
              set security-association lifetime seconds 28800
              set security-association lifetime kilo-bytes 4608000
              set phase1-idtype ipv4-address mode aggressive
            exit
            crypto map d ipsec-dynamic
              set transform-set test1
            exit
            fa-service fa
              isakmp peer-ha 10.0.0.5 crypto-map d secret SECRET
              isakmp default crypto-map d encrypted secret +A1
            exit
            ha-service ha
              isakmp peer-fa 10.0.0.6 crypto-map d secret SECRET
              isakmp aaa-context c
            exit
            lac-service lac
              peer-lns 10.0.0.7 secret SECRET crypto-map d isakmp-secret SECRET preference 2
            exit
            apn internet
              tunnel l2tp peer-address 10.0.0.8 secret SECRET crypto-map d isakmp-secret SECRET
            exit
            interface s1
              ip address 10.0.0.1 255.255.255.0
              crypto-map i
            exit
            """;

    @Test
    void itIsTakenWithAWarningEachAndPrintedAsItWas() {
        String text = Samples.context(LINES);
        assertThat(Configs.warnings(text))
                .hasSize(10)
                .allSatisfy(w -> assertThat(w.message()).isEqualTo("this is not yet in effect"));
        String printed = ConfigPrinter.print(Configs.parse(text).model(), secret -> "SECRET");
        for (String line : LINES.split("\n")) {
            assertThat(printed.lines().map(String::strip)).contains(line.strip());
        }
        assertThat(Configs.parse(printed).model()).isEqualTo(Configs.parse(text).model());
        assertThat(ConfigPrinter.print(Configs.parse(text).model())).doesNotContain("SECRET");
        assertThat(Configs.parse(text).toString()).doesNotContain("SECRET");
    }

    @Test
    void noTakesItBack() {
        String gone = LINES + """
                no ikev1 policy 1
                no ikev1 keepalive dpd
                no crypto ipsec transform-set test1
                no crypto map i
                no crypto map d
                no fa-service fa
                no ha-service ha
                no lac-service lac
                no apn internet
                no interface s1
                """;
        assertThat(Configs.parse(Samples.context(gone)).model())
                .isEqualTo(Configs.parse(Samples.context("")).model());
        String lines = """
                crypto map i ipsec-isakmp
                  set peer 10.0.0.2
                  set peer 10.0.0.3
                  set ikev1 preshared-key SECRET
                  no set ikev1 preshared-key
                exit
                """;
        assertThat(ConfigPrinter.print(Configs.parse(Samples.context(lines)).model()))
                .contains("set peer 10.0.0.3")
                .doesNotContain("10.0.0.2")
                .doesNotContain("preshared-key");
    }

    @Test
    void aWrongLineIsAnErrorThatHidesSecrets() {
        String text = Samples.context("crypto map i ipsec-isakmp\nset ikev1 preshared-kee SECRET\n");
        assertThat(Configs.errors(text))
                .singleElement()
                .satisfies(e -> assertThat(e.render()).doesNotContain("SECRET"));
    }
}
