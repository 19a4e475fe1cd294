package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.PeerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformSetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "encryption aes-cbc-256 | IKE:aes-cbc-256/prf-sha1/sha1-96/group-2",
                "encryption aes-256-gcm-64; prf aes-scbc-128 | IKE:aes-256-gcm-64/prf-aes-xcbc-128/group-2",
                "encryption aes-192-ccm-96; prf aes-cmac-128; group 20 21 | IKE:aes-192-ccm-96/prf-aes-cmac-128/group-20/group-21",
                "encryption aes-ctr-192; hmac aes-cmac-96 aes-xcbc-96 | IKE:aes-ctr-192/prf-sha1/aes-cmac-96/aes-xcbc-96/group-2",
                "encryption des-cbc 3des-cbc; hmac md5-96; prf md5; group 1 5 | IKE:des-cbc/3des-cbc/prf-md5/md5-96/group-1/group-5",
                "hmac sha2-384-192; hmac sha2-512-256; default group; group 32 | IKE:aes-cbc-128/prf-sha1/sha2-384-192/sha2-512-256/group-32",
                "encryption des-cbc; default encryption; hmac md5-96; default hmac; prf md5; default prf; group 1; no group"
                        + " | IKE:aes-cbc-128/prf-sha1/sha1-96/group-2",
            })
    void ikeProposals(String lines, String proposal) {
        assertThat(peer(Samples.ikeSet(lines(lines))).proposals()).hasToString("[" + proposal + "]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "encryption null; hmac aes-xcbc-96 | ESP:null/aes-xcbc-96/no-esn",
                "encryption aes-128-gmac | ESP:aes-gmac-128/no-esn",
                "encryption aes-gmac-256; hmac null | ESP:aes-gmac-256/no-esn",
                "encryption chacha20-poly1305; hmac none; esn | ESP:chacha20-poly1305/esn",
                "esn optional; group 14 | ESP:aes-cbc-128/sha1-96/group-14/esn/no-esn",
                "group none 19 | ESP:aes-cbc-128/sha1-96/group-none/group-19/no-esn",
                "group none; esn; no esn | ESP:aes-cbc-128/sha1-96/no-esn",
            })
    void espProposals(String lines, String proposal) {
        assertThat(peer(Samples.espSet(lines(lines))).children().getFirst().proposals())
                .hasToString("[" + proposal + "]");
    }

    @Test
    void combinedModesAndOthersShareNoProposal() {
        assertThat(peer(Samples.ikeSet("encryption aes-cbc-128 aes-cbc-256 aes-128-gcm-128 aes-ctr-128\ngroup 14\n"))
                        .proposals())
                .hasToString("[IKE:aes-cbc-128/aes-cbc-256/prf-sha1/sha1-96/group-14,"
                        + " IKE:aes-128-gcm-128/prf-sha1/group-14, IKE:aes-ctr-128/prf-sha1/sha1-96/group-14]")
                .extracting(p -> p.number())
                .containsExactly(1, 2, 3);
    }

    @Test
    void theIkeLifetimeIsThatOfTheFirstSet() {
        String text =
                Samples.ikeSet("lifetime 100\n").replace("crypto map", "ikev2 transform-set other\nexit\ncrypto map");
        String both = text.replace("list ike", "list ike other");
        assertThat(peer(both).lifetime().seconds()).isEqualTo(100);
        assertThat(Configs.warnings(both))
                .extracting(ConfigProblem::message)
                .anyMatch(m -> m.startsWith("the transform sets of this list have different lifetimes"));
    }

    @ParameterizedTest
    @CsvSource({
        "encryption 3des-cbc, 12",
        "encryption aes-cbc-128 des-cbc, 24",
        "hmac md5-96, 6",
        "prf md5, 5",
        "group 14 5, 10",
        "group 1, 7",
    })
    void weakAlgorithmsWorkButAreWarnedOf(String line, int column) {
        String group = line.startsWith("group") ? "" : "group 14\n";
        assertThat(Configs.warnings(Samples.ikeSet(line + "\n" + group)))
                .singleElement()
                .satisfies(w -> {
                    assertThat(w.message()).contains("works, but is weak");
                    assertThat(w.line()).isEqualTo(13);
                    assertThat(w.column()).isEqualTo(column);
                    assertThat(w.fix()).startsWith("use ");
                });
    }

    @Test
    void theDefaultGroupIsWarnedOfWhereTheSetIsNamed() {
        assertThat(Configs.warnings(Samples.ikeSet(""))).singleElement().hasToString("""
                        test.cfg:12:21: warning: group 2, which is the default, works, but is weak: it has 1024 bits only
                          12 | ikev2 transform-set ike
                             |                     ^^^
                          fix: use group 14, 19 or 31""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lifetime 59", "lifetime 86401"})
    void lifetimesBeyondStarOsAreWarnedOf(String line) {
        assertThat(Configs.warnings(Samples.ikeSet("group 14\n" + line + "\n")))
                .singleElement()
                .extracting(ConfigProblem::message)
                .asString()
                .startsWith("StarOS takes lifetimes from 60 to 86400 s here");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "encryption null | 12 | an IKE SA is always encrypted; null encrypts nothing",
                "encryption aes-128-gmac | 12 | an IKE SA is always encrypted; aes-gmac encrypts nothing",
                "hmac none | 6 | hmac none goes with combined modes",
                "hmac null sha1-96 | 6 | hmac none goes with combined modes",
            })
    void whatAnIkeSaCanNotBe(String line, int column, String message) {
        assertThat(Configs.errors(Samples.ikeSet("group 14\n" + line + "\n")))
                .singleElement()
                .satisfies(e -> {
                    assertThat(e.message()).startsWith(message);
                    assertThat(e.line()).isEqualTo(14);
                    assertThat(e.column()).isEqualTo(column);
                });
    }

    @Test
    void anHmacDoesNotGoWithCombinedModes() {
        assertThat(Configs.errors(Samples.espSet("encryption aes-256-gcm-128\nhmac sha1-96\n")))
                .singleElement()
                .hasToString("""
                        test.cfg:14:6: error: hmac sha1-96 does not go with combined modes, which bring their own integrity
                          14 | hmac sha1-96
                             |      ^^^^^^^
                          expected: none
                          fix: write hmac none, or leave hmac out""");
    }

    @Test
    void setsOfOnePayloadHaveOneMode() {
        String text = Samples.espSet("mode transport\nexit\nipsec transform-set other\n")
                .replace("transform-set list esp", "transform-set list esp other");
        assertThat(Configs.errors(text))
                .extracting(ConfigProblem::message)
                .containsExactly("the transform sets of this list have different modes");
    }

    private static PeerConfig peer(String text) {
        return Configs.parse(text).peers().getFirst();
    }

    private static String lines(String semicolons) {
        return semicolons.replace("; ", "\n") + "\n";
    }
}
