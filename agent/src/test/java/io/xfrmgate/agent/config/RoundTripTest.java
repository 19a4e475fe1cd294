package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.config.grammar.Grammar;
import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.config.syntax.Finding;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.SourceText;
import io.xfrmgate.ike.config.Secret;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed reads as what was printed. Secrets are revealed here, and in no other place. */
class RoundTripTest {
    private static final int MODELS = 300;

    @Test
    void theWholeLanguage() {
        ConfigModel model = Configs.parse(Samples.WHOLE).model();
        String printed = print(model);
        assertThat(Configs.parse(printed)).isEqualTo(Configs.parse(Samples.WHOLE));
        assertThat(printed).isEqualTo(print(read(printed)));
    }

    @Test
    void whatIsNotYetInEffect() {
        String printed = print(Configs.parse(Samples.REST).model());
        assertThat(read(printed)).isEqualTo(Configs.parse(Samples.REST).model());
        assertThat(printed).isEqualTo(print(read(printed)));
    }

    @Test
    void theCanonicalSpelling() {
        String text = Samples.context("""
                cry map m ikev2-ipv4
                  mat add acl 3
                  auth pre key "two words"
                  ikev2-ikesa transform set listike
                  natt send-keepalive interval 5
                  mark 16
                  payload p match ipv4
                    ipsec transform-setlist esp
                    lifetime seconds 5 kilo-bytes 6
                """);
        assertThat(print(read(text))).isEqualTo("""
                        configure
                          gateway
                            profile staros-compat
                          exit
                          context c
                            ikev2-ikesa transform-set ike
                              group 14
                            exit
                            ipsec transform-set esp
                            exit
                            ip access-list acl
                              permit ip any any
                            exit
                            crypto map m ikev2-ipv4
                              match address acl 3
                              authentication local pre-shared-key key "two words"
                              authentication remote pre-shared-key key "two words"
                              ikev2-ikesa transform-set list ike
                              natt send-keepalive idle-interval 5
                              mark 0x00000010/0xffffffff
                              payload p match childsa match ipv4
                                ipsec transform-set list esp
                                lifetime 5
                                lifetime kilo-bytes 6
                              exit
                            exit
                          exit
                        end
                        """);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261123, -7})
    void everyModelReadsAsItWasPrinted(long seed) {
        RandomModels models = new RandomModels(seed);
        for (int i = 0; i < MODELS; i++) {
            ConfigModel model = models.next();
            String printed = print(model);
            ConfigModel again = read(printed);
            assertThat(again).as("seed %d, model %d:%n%s", seed, i, printed).isEqualTo(model);
            assertThat(print(again)).isEqualTo(printed);
        }
    }

    private static ConfigModel read(String text) {
        Findings findings = new Findings();
        ConfigModel model = Grammar.read(new SourceText(text), findings);
        assertThat(findings.inOrder()).filteredOn(Finding::isError).as(text).isEmpty();
        return model;
    }

    private static String print(ConfigModel model) {
        return ConfigPrinter.print(model, RoundTripTest::reveal);
    }

    private static String reveal(Secret secret) {
        return new String(secret.octets(), StandardCharsets.UTF_8);
    }
}
