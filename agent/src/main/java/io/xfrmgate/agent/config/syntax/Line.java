package io.xfrmgate.agent.config.syntax;

import java.util.List;

/** One line of a file, cut into tokens. It may hold a secret, so that {@code toString} does not show its text. */
final class Line {
    private final int number;
    private final String text;
    private final int end;
    private final List<Token> tokens;
    private final int unterminated;

    Line(int number, String text, int end, List<Token> tokens, int unterminated) {
        this.number = number;
        this.text = text;
        this.end = end;
        this.tokens = List.copyOf(tokens);
        this.unterminated = unterminated;
    }

    int number() {
        return number;
    }

    /** Without the comment and the blanks before it. */
    String code() {
        return text.substring(0, end).stripTrailing();
    }

    List<Token> tokens() {
        return tokens;
    }

    /** Index of the token whose closing quote is missing, or -1. */
    int unterminated() {
        return unterminated;
    }

    /** The place after the last token, where something is missing. */
    Position afterEnd() {
        if (tokens.isEmpty()) {
            return new Position(number, 1, 1);
        }
        Position last = tokens.getLast().at();
        return new Position(number, last.column() + last.length() + 1, 1);
    }

    @Override
    public String toString() {
        return "Line[" + number + "]";
    }
}
