package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which algorithms the two profiles take, and what they take by default. */
class ProfileTest {

    @Test
    void withoutAWordAlgorithmsAreThoseOf3gpp() {
        String text = strict(Samples.map("")).replace("group 14", "");
        assertThat(Configs.warnings(text)).isEmpty();
        assertThat(Configs.parse(text).peers().getFirst().proposals())
                .hasToString("[IKE:aes-cbc-128/prf-sha2-256/sha2-256-128/group-14]");
        assertThat(Configs.parse(text).peers().getFirst().children().getFirst().proposals())
                .hasToString("[ESP:aes-cbc-128/sha2-256-128/no-esn]");
        assertThat(Configs.parse(text + "gateway\nprofile 3gpp-33.210\nexit\n").peers())
                .isEqualTo(Configs.parse(text).peers());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "encryption 3des-cbc | encryption 3des-cbc is not allowed by profile 3gpp-33.210",
                "hmac md5-96 | hmac md5-96 is not allowed by profile 3gpp-33.210",
                "prf md5 | prf md5 is not allowed by profile 3gpp-33.210",
                "group 2 | group 2 is not allowed by profile 3gpp-33.210",
            })
    void weakAlgorithmsAreRefused(String line, String message) {
        assertThat(Configs.errors(strict(Samples.ikeSet(line + "\n"))))
                .singleElement()
                .satisfies(e -> {
                    assertThat(e.line()).isEqualTo(13);
                    assertThat(e.message()).startsWith(message);
                    assertThat(e.fix()).contains("profile staros-compat");
                });
    }

    @Test
    void aContextMayDiffer() {
        String text = strict(Samples.ikeSet("group 2\n")).replace("context c\n", "context c\nprofile staros-compat\n");
        assertThat(Configs.warnings(text))
                .singleElement()
                .satisfies(w -> assertThat(w.message()).startsWith("group 2 works, but is weak"));
        assertThat(Configs.errors(
                        Samples.ikeSet("group 2\n").replace("context c\n", "context c\nprofile 3gpp-33.210\n")))
                .hasSize(1);
    }

    private static String strict(String text) {
        return text.replace(Samples.COMPAT, "");
    }
}
