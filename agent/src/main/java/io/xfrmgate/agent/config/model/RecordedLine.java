package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Position;
import java.util.List;

/** A line that is kept as it was written, for what does not take effect yet. Two are equal where their words are. */
public record RecordedLine(List<Located<Part>> parts) {
    public RecordedLine {
        parts = List.copyOf(parts);
    }

    /** One word. */
    public sealed interface Part {}

    /** Part of the command, in full. */
    public record Keyword(String word) implements Part {}

    /** A value. */
    public record Value(String text) implements Part {}

    /** A secret; the keyword {@code encrypted} stands before a sealed one. */
    public record Key(SecretText secret) implements Part {}

    /** The place of the first word. */
    public Position at() {
        return parts.getFirst().at();
    }

    /** Whether it begins with the same words. */
    public boolean startsWith(List<Part> words) {
        return parts.size() >= words.size()
                && parts.subList(0, words.size()).stream()
                        .map(Located::value)
                        .toList()
                        .equals(words);
    }
}
