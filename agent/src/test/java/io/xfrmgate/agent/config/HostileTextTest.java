package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the text is, the answer is a configuration or problems with places in the text; never an exception. */
class HostileTextTest {
    private static final int MUTATIONS = 500;
    private static final List<String> SPLINTERS = List.of(
            "\"",
            "#",
            "!",
            "\\",
            "exit",
            "end",
            "no",
            "default",
            "{",
            "0",
            "-1",
            "99999999999999999999",
            "::",
            "::1",
            "0.0.0.0",
            "10.0.0.0/33",
            "\u0000",
            "\uD800",
            "\u2028",
            "\r",
            "any",
            "list",
            "key",
            "esn",
            "null",
            "crypto",
            "payload",
            "<hidden>",
            "0x");

    @FuzzTest(maxDuration = "10m")
    void anyText(FuzzedDataProvider data) {
        check(data.consumeRemainingAsString());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void mutationsOfAValidFile(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < MUTATIONS; i++) {
            String text = i % 2 == 0 ? Samples.WHOLE : Samples.REST;
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                text = mutate(text, random);
            }
            check(text);
        }
    }

    private static String mutate(String text, Random random) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        int at = random.nextInt(lines.size());
        String line = lines.get(at);
        List<String> words = new ArrayList<>(List.of(line.strip().split(" ", -1)));
        int word = random.nextInt(words.size());
        switch (random.nextInt(8)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(random.nextInt(lines.size()), line);
            case 2 -> words.remove(word);
            case 3 -> words.set(word, SPLINTERS.get(random.nextInt(SPLINTERS.size())));
            case 4 -> words.add(word, SPLINTERS.get(random.nextInt(SPLINTERS.size())));
            case 5 ->
                words.set(word, words.get(word).substring(0, words.get(word).length() / 2));
            case 6 -> words.add(words.get(random.nextInt(words.size())));
            default -> {
                List<String> other =
                        List.of(lines.get(random.nextInt(lines.size())).strip().split(" ", -1));
                words.set(word, other.get(random.nextInt(other.size())));
            }
        }
        if (at < lines.size() && lines.get(at).equals(line)) {
            lines.set(at, String.join(" ", words));
        }
        return String.join("\n", lines.isEmpty() ? List.of("end") : lines);
    }

    private static void check(String text) {
        switch (ConfigLoader.parse(text, "f")) {
            case ConfigResult.Loaded(GatewayConfig config, List<ConfigProblem> warnings) -> {
                assertThat(warnings).allMatch(w -> w.severity() == ConfigProblem.Severity.WARNING);
                warnings.forEach(w -> checkPlace(text, w));
                assertThat(config.toString() + Configs.render(warnings)).doesNotContain("SECRET");
                String printed = ConfigPrinter.print(
                        config.model(), secret -> new String(secret.octets(), StandardCharsets.UTF_8));
                GatewayConfig again = Configs.parse(printed);
                assertThat(again.peers()).isEqualTo(config.peers());
                assertThat(again.model()).isEqualTo(config.model());
            }
            case ConfigResult.Rejected(List<ConfigProblem> problems) -> {
                assertThat(problems).anyMatch(p -> p.severity() == ConfigProblem.Severity.ERROR);
                problems.forEach(p -> checkPlace(text, p));
            }
        }
    }

    private static void checkPlace(String text, ConfigProblem problem) {
        String[] lines = text.split("\r\n|\r|\n", -1);
        assertThat(problem.line()).isBetween(1, lines.length);
        String line = lines[problem.line() - 1];
        assertThat(problem.column()).isBetween(1, line.codePointCount(0, line.length()) + 2);
        assertThat(problem.message()).isNotEmpty();
        assertThat(problem.fix()).isNotEmpty();
        assertThat(problem.render().codePoints()).noneMatch(c -> Character.isISOControl(c) && c != '\n');
    }
}
