package io.xfrmgate.agent.config.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a line into tokens. A word ends at a blank; a string in double quotes knows the escapes {@code \" \\ \n \r \t};
 * {@code #} and {@code !} where a word could begin start a comment.
 */
final class Lexer {
    private final String text;
    private int lineNumber;
    private final List<Token> tokens = new ArrayList<>();
    private int next;
    private int column = 1;
    private int columnIndex;
    private int unterminated = -1;

    private Lexer(String text, int lineNumber) {
        this.text = text;
        this.lineNumber = lineNumber;
    }

    /** The tokens of one line. Line breaks are in quoted strings only, and count in the places of what follows them. */
    static Line read(String text, int lineNumber) {
        Lexer lexer = new Lexer(text, lineNumber);
        int end = lexer.run();
        return new Line(lineNumber, text, end, lexer.tokens, lexer.unterminated);
    }

    /** Whether a character parts words. No-break spaces do: pasted text has them. */
    static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint) || codePoint == 0xFEFF;
    }

    private int run() {
        while (true) {
            while (next < text.length() && isBlank(text.codePointAt(next))) {
                next += Character.charCount(text.codePointAt(next));
            }
            if (next == text.length() || text.charAt(next) == '#' || text.charAt(next) == '!') {
                return next;
            }
            if (text.charAt(next) == '"') {
                string();
            } else {
                word();
            }
        }
    }

    private void word() {
        int start = next;
        while (next < text.length() && !isBlank(text.codePointAt(next))) {
            next += Character.charCount(text.codePointAt(next));
        }
        add(text.substring(start, next), false, start);
    }

    private void string() {
        int start = next++;
        StringBuilder content = new StringBuilder();
        while (next < text.length() && text.charAt(next) != '"') {
            char c = text.charAt(next++);
            if (c == '\\' && next < text.length()) {
                char escaped = text.charAt(next++);
                switch (escaped) {
                    case '"', '\\' -> content.append(escaped);
                    case 'n' -> content.append('\n');
                    case 'r' -> content.append('\r');
                    case 't' -> content.append('\t');
                    default -> content.append('\\').append(escaped);
                }
            } else {
                content.append(c);
            }
        }
        if (next < text.length()) {
            next++;
        } else {
            unterminated = tokens.size();
        }
        add(content.toString(), true, start);
    }

    private void add(String content, boolean quoted, int start) {
        for (int lineBreak = text.indexOf('\n', columnIndex);
                lineBreak >= 0 && lineBreak < start;
                lineBreak = text.indexOf('\n', columnIndex)) {
            lineNumber++;
            column = 1;
            columnIndex = lineBreak + 1;
        }
        column += text.codePointCount(columnIndex, start);
        columnIndex = start;
        int lineBreak = text.indexOf('\n', start);
        int length = Math.max(1, text.codePointCount(start, lineBreak < 0 ? next : Math.min(next, lineBreak)));
        tokens.add(new Token(content, quoted, new Position(lineNumber, column, length)));
    }
}
