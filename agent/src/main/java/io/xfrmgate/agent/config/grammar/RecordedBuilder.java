package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.RecordedLine;
import io.xfrmgate.agent.config.model.RecordedSection;
import io.xfrmgate.agent.config.model.SecretText;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.agent.config.syntax.Word;
import io.xfrmgate.ike.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps lines of what does not take effect yet. A line replaces an earlier one of the same command. */
final class RecordedBuilder {
    private Optional<RecordedLine> header = Optional.empty();
    private boolean mode;
    private final Map<String, RecordedLine> lines = new LinkedHashMap<>();

    /** For lines of a mode whose own line is wrong, and for lines of a service. */
    RecordedBuilder() {}

    RecordedBuilder(Match match, boolean mode) {
        header = Optional.of(line(match));
        this.mode = mode;
    }

    RecordedSection build() {
        return new RecordedSection(header.orElseThrow(), mode, lines());
    }

    List<RecordedLine> lines() {
        return List.copyOf(lines.values());
    }

    /** Keeps a line, in place of an earlier one with this key. */
    void put(String key, Match match) {
        lines.put(key, line(match));
    }

    void remove(String key) {
        lines.remove(key);
    }

    /** The first value of the line that entered the mode. */
    Optional<String> firstValue() {
        return header.flatMap(h -> h.parts().stream()
                .map(Located::value)
                .filter(RecordedLine.Value.class::isInstance)
                .map(p -> ((RecordedLine.Value) p).text())
                .findFirst());
    }

    /**
     * Adds a command and its {@code no} and {@code default} forms.
     *
     * @param head the keywords by which the command is known; one line of them is kept
     * @param rest what follows them
     */
    static void command(Mode.Builder<RecordedBuilder> builder, String head, String rest) {
        builder.command(
                (head + " " + rest).strip(), (section, match, findings) -> section.lines.put(head, line(match)));
        builder.command(
                "{ default | no } " + head
                        + (head.endsWith("preshared-key") || rest.isEmpty() ? "" : " [ <argument:text> ]"),
                (section, match, findings) -> section.remove(head, match, findings));
    }

    /** The same for a command of which there may be many, told apart by their first value. */
    static void commands(Mode.Builder<RecordedBuilder> builder, String head, String rest) {
        builder.command(
                head + " " + rest, (section, match, findings) -> section.lines.put(firstWords(match), line(match)));
        builder.command(
                "no " + head + " [ <argument:text> ]",
                (section, match, findings) -> section.remove(head, match, findings));
    }

    private void remove(String head, Match match, Findings findings) {
        String key = key(match).substring(match.has("no") ? "no ".length() : "default ".length());
        if (!lines.keySet().removeIf(k -> k.equals(head) || (k + " ").startsWith(key + " "))) {
            findings.warning(match.at(), "there is no such line up to here", "remove this line");
        }
    }

    /** Up to the first value. */
    private static String firstWords(Match match) {
        StringBuilder words = new StringBuilder();
        for (Located<Word> word : match.words()) {
            words.append(words.isEmpty() ? "" : " ").append(word.value().text());
            if (!word.value().keyword()) {
                break;
            }
        }
        return words.toString();
    }

    /** A key that holds no secret. */
    static String key(Match match) {
        StringBuilder key = new StringBuilder();
        for (Located<Word> word : match.words()) {
            key.append(key.isEmpty() ? "" : " ")
                    .append(word.value().secret() ? "*" : word.value().text());
        }
        return key.toString();
    }

    static RecordedLine line(Match match) {
        List<Located<RecordedLine.Part>> parts = new ArrayList<>();
        for (Located<Word> word : match.words()) {
            parts.add(word.with(part(word.value())));
        }
        return new RecordedLine(parts);
    }

    private static RecordedLine.Part part(Word word) {
        if (word.keyword()) {
            return new RecordedLine.Keyword(word.text());
        }
        if (!word.secret()) {
            return new RecordedLine.Value(word.text());
        }
        return new RecordedLine.Key(
                word.label().startsWith("sealed")
                        ? new SecretText.Sealed(word.text())
                        : new SecretText.Clear(new Secret(word.text().getBytes(StandardCharsets.UTF_8))));
    }
}
