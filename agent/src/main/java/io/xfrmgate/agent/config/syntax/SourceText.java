package io.xfrmgate.agent.config.syntax;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The text of a file in lines, and which of its words are secrets. Only {@link #excerpt} shows lines, and shows {@code
 * ****} for a secret, whatever its length.
 */
public final class SourceText {
    private static final String MASK = "****";
    private static final int MAX_WIDTH = 160;

    private static final String PEM = "\"-----BEGIN ";
    private static final Pattern PEM_LINE = Pattern.compile("[A-Za-z0-9+/=:, -]*");
    private static final Pattern PEM_END = Pattern.compile("-----END [A-Z0-9 ]+-----\\s*\".*|\".*");

    private final List<String> lines;
    /** The lines over which a quoted text in PEM goes: the number of the last by that of the first. */
    private final NavigableMap<Integer, Integer> spans = new TreeMap<>();

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
        for (int number = 1; number <= lines.size(); number = lastLine(number) + 1) {
            int last = number;
            while (lines.get(last - 1).contains(PEM) && endsInPem(number, last) && pemEnd(last) > 0) {
                last = pemEnd(last);
            }
            if (last > number) {
                spans.put(number, last);
            }
        }
    }

    /** Whether these lines end within a string that begins as PEM does. */
    private boolean endsInPem(int first, int last) {
        Line line = Lexer.read(String.join("\n", lines.subList(first - 1, last)), first);
        return line.unterminated() >= 0
                && line.tokens().get(line.unterminated()).text().startsWith(PEM.substring(1));
    }

    /** The line in which a text in PEM ends that begins in this one; 0 if something else comes first. */
    private int pemEnd(int first) {
        for (int number = first + 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).strip();
            if (PEM_END.matcher(line).matches()) {
                return number;
            }
            if (!PEM_LINE.matcher(line).matches()) {
                return 0;
            }
        }
        return 0;
    }

    /** The last of the lines that one command goes over, by the first. */
    int lastLine(int first) {
        return spans.getOrDefault(first, first);
    }

    /** How many lines there are, the empty one after the last line break included. */
    public int lineCount() {
        return lines.size();
    }

    /** The command that begins in a line, with the lines over which a text in PEM goes. */
    Line line(int number) {
        return Lexer.read(String.join("\n", lines.subList(number - 1, lastLine(number))), number);
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
        Map.Entry<Integer, Integer> span = spans.floorEntry(at.line());
        return span != null && span.getValue() >= at.line() ? spanExcerpt(span.getKey(), at) : lineExcerpt(at);
    }

    /** Of a command over several lines: its words in the line of the place; texts in quotes are not shown. */
    private String spanExcerpt(int first, Position at) {
        StringBuilder shown = new StringBuilder();
        int caretStart = -1;
        int caretLength = 1;
        for (Token token : line(first).tokens()) {
            if (token.at().line() == at.line()) {
                shown.append(shown.isEmpty() ? "" : " ");
                int start = shown.length();
                appendClean(shown, token.isQuoted() || isHidden(token) ? MASK : token.text());
                if (token.at().column() == at.column()) {
                    caretStart = start;
                    caretLength = shown.length() - start;
                }
            }
        }
        return window(at.line(), shown.toString(), caretStart < 0 ? shown.length() : caretStart, caretLength);
    }

    private String lineExcerpt(Position at) {
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
