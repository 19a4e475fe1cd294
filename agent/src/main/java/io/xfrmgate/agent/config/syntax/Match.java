package io.xfrmgate.agent.config.syntax;

import io.xfrmgate.ike.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** A line that a command's syntax took: which keywords it had, and the values by their labels. */
public final class Match {

    /** One token and what it was taken for. */
    record Capture(Syntax.Terminal terminal, Token token, Object value) {
        @Override
        public String toString() {
            return terminal.label();
        }
    }

    private final Position at;
    private final List<Capture> captures;

    Match(Position at, List<Capture> captures) {
        this.at = at;
        this.captures = List.copyOf(captures);
    }

    /** The first word of the line. */
    public Position at() {
        return at;
    }

    /** Whether a keyword with this label was there. */
    public boolean has(String label) {
        return captures.stream()
                .anyMatch(c -> c.terminal() instanceof Syntax.Keyword keyword
                        && keyword.label().equals(label));
    }

    /** The first of some keywords that was there. */
    public Located<String> keyword(List<String> labels) {
        return captures.stream()
                .filter(c -> c.terminal() instanceof Syntax.Keyword
                        && labels.contains(c.terminal().label()))
                .map(c -> new Located<>(c.terminal().label(), c.token().at()))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("none of " + labels));
    }

    /** All values with this label, in order. */
    public <V> List<Located<V>> values(String label, Class<V> type) {
        return captures.stream()
                .filter(c -> c.terminal() instanceof Syntax.Parameter parameter
                        && parameter.label().equals(label))
                .map(c -> new Located<>(type.cast(c.value()), c.token().at()))
                .toList();
    }

    /** The last value with this label, if there is one. */
    public <V> Optional<Located<V>> find(String label, Class<V> type) {
        List<Located<V>> all = values(label, type);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** The value that the syntax always has. */
    public <V> Located<V> value(String label, Class<V> type) {
        return find(label, type).orElseThrow(() -> new NoSuchElementException(label));
    }

    /** A text that the syntax always has. */
    public Located<String> text(String label) {
        return value(label, String.class);
    }

    /** A number that the syntax always has. */
    public Located<Long> number(String label) {
        return value(label, Long.class);
    }

    /** A number, if it is there. */
    public Optional<Located<Long>> findNumber(String label) {
        return find(label, Long.class);
    }

    /** A secret, in UTF-8, if it is there. */
    public Optional<Located<Secret>> findSecret(String label) {
        return find(label, String.class)
                .map(text -> text.with(new Secret(text.value().getBytes(StandardCharsets.UTF_8))));
    }

    /** Every word of the line, keywords in full. */
    public List<Located<Word>> words() {
        return captures.stream()
                .map(c -> new Located<>(
                        switch (c.terminal()) {
                            case Syntax.Keyword keyword -> new Word(true, keyword.label(), keyword.word(), false);
                            case Syntax.Parameter(String label, ParameterType<?> type) ->
                                new Word(false, label, c.token().text(), type.isSecret());
                        },
                        c.token().at()))
                .toList();
    }

    List<Capture> captures() {
        return captures;
    }
}
