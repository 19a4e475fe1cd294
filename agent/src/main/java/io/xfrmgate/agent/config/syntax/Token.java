package io.xfrmgate.agent.config.syntax;

import java.util.Locale;

/** A word or a quoted string. It may be a secret, so that {@code toString} does not show its text. */
final class Token {
    private final String text;
    private final boolean quoted;
    private final Position at;

    Token(String text, boolean quoted, Position at) {
        this.text = text;
        this.quoted = quoted;
        this.at = at;
    }

    /** Without quotes and escapes. */
    String text() {
        return text;
    }

    /** Quoted strings are never keywords. */
    boolean isQuoted() {
        return quoted;
    }

    Position at() {
        return at;
    }

    /** For comparison with keywords. */
    String lowerCase() {
        return text.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "Token[" + at.line() + ":" + at.column() + "]";
    }
}
