package io.xfrmgate.agent.config.syntax;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The text of a file in lines, and which of its words are secrets. Only {@link #excerpt} shows lines, and shows {@code
 * ****} for a secret, whatever its length.
 */
public final class SourceText {
    private static final String MASK = "****";
    private static final int MAX_WIDTH = 160;

    private final List<String> lines;
    private final Map<Integer, Set<Integer>> secretColumns = new HashMap<>();

    /** Lines end with LF, CR LF or CR. */
    public SourceText(String text) {
        List<String> split = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                split.add(text.substring(start, i));
                if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                    i++;
                }
                start = i + 1;
            }
        }
        split.add(text.substring(start));
        lines = List.copyOf(split);
    }

    /** How many lines there are, the empty one after the last line break included. */
    public int lineCount() {
        return lines.size();
    }

    Line line(int number) {
        return Lexer.read(lines.get(number - 1), number);
    }

    void hide(Token token) {
        secretColumns
                .computeIfAbsent(token.at().line(), line -> new HashSet<>())
                .add(token.at().column());
    }

    boolean isHidden(Token token) {
        return secretColumns
                .getOrDefault(token.at().line(), Set.of())
                .contains(token.at().column());
    }

    /** The line, and beneath it a caret line that points to the place; secrets, comments and control characters are not shown. */
    public String excerpt(Position at) {
        Line line = line(at.line());
        String code = line.code();
        StringBuilder shown = new StringBuilder();
        int caretStart = -1;
        int caretLength = 1;
        int column = 1;
        int index = 0;
        for (Token token : line.tokens()) {
            int start = code.offsetByCodePoints(index, token.at().column() - column);
            int end = code.offsetByCodePoints(
                    start, Math.min(token.at().length(), code.codePointCount(start, code.length())));
            appendClean(shown, code.substring(index, start));
            int shownStart = shown.length();
            if (isHidden(token)) {
                shown.append(MASK);
            } else {
                appendClean(shown, code.substring(start, end));
            }
            if (at.column() >= token.at().column()
                    && at.column() < token.at().column() + token.at().length()) {
                caretStart = shownStart;
                caretLength = shown.length() - shownStart;
            }
            column = token.at().column() + code.codePointCount(start, end);
            index = end;
        }
        if (caretStart < 0) {
            caretStart = line.tokens().isEmpty()
                            || at.column() < line.tokens().getFirst().at().column()
                    ? 0
                    : shown.length() + 1;
        }
        return window(at.line(), shown.toString(), caretStart, Math.max(1, caretLength));
    }

    private static String window(int number, String shown, int caretStart, int caretLength) {
        int from = shown.length() > MAX_WIDTH
                ? Math.max(0, Math.min(caretStart - MAX_WIDTH / 2, shown.length() - MAX_WIDTH))
                : 0;
        int to = Math.min(shown.length(), from + MAX_WIDTH);
        String margin = String.valueOf(number);
        int width = Math.max(1, Math.min(caretLength, from + MAX_WIDTH - caretStart));
        return margin + " | " + shown.substring(from, to) + "\n" + " ".repeat(margin.length()) + " | "
                + " ".repeat(caretStart - from) + "^".repeat(width);
    }

    /** A token as it has to be written: as it is where that will do, else in quotation marks. */
    public static String quote(String text) {
        boolean word = !text.isEmpty()
                && "\"#!".indexOf(text.charAt(0)) < 0
                && text.codePoints().noneMatch(c -> Lexer.isBlank(c) || Character.isISOControl(c));
        if (word) {
            return text;
        }
        String escaped = text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
        return "\"" + escaped + "\"";
    }

    /** A text that can not drive a terminal: blanks become one space each, control characters a question mark. */
    public static String clean(String raw) {
        StringBuilder out = new StringBuilder();
        appendClean(out, raw);
        return out.toString();
    }

    private static void appendClean(StringBuilder out, String raw) {
        raw.codePoints().forEach(c -> {
            if (Lexer.isBlank(c)) {
                out.append(' ');
            } else if (Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || Character.getType(c) == Character.SURROGATE) {
                out.append('?');
            } else {
                out.appendCodePoint(c);
            }
        });
    }
}
