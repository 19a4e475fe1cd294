package io.xfrmgate.agent.config.syntax;

import java.util.List;

/** The kind of a value in a command: how its text is read, and what to say when it can not be. */
public interface ParameterType<V> {

    /** What a text turned out to be. */
    sealed interface Reading<V> {}

    /** A value. */
    record Accepted<V>(V value) implements Reading<V> {}

    /** No value of this kind. */
    record Refused<V>(String reason) implements Reading<V> {}

    Reading<V> read(String text);

    /** For example {@code an IPv4 or IPv6 address}. */
    String expected();

    /** The words that may stand here, where they can be counted; for "did you mean". */
    default List<String> words() {
        return List.of();
    }

    /** Whether the text must never be shown. */
    default boolean isSecret() {
        return false;
    }
}
