package io.xfrmgate.agent.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/**
 * One event: {@code key=value} pairs, or the same as a JSON object. As pairs, values with anything but plain characters stand
 * in quotes, escaped as in JSON.
 */
public final class LogLine {
    private static final Pattern PLAIN = Pattern.compile("[\\w.:/@+,%\\[\\]*-]+");
    private static final int MAX_VALUE = 2_000;
    private static final int MAX_TRACE = 50_000;

    private final SequencedMap<String, Object> pairs = new LinkedHashMap<>();

    private LogLine(String event) {
        pairs.put("event", event);
    }

    /**
     * Begins a line.
     *
     * @param event a stable name of lower-case words with hyphens
     */
    public static LogLine event(String event) {
        return new LogLine(event);
    }

    /** Adds a pair; a number is one in JSON, any other value is what its {@code toString} says, cut at 2,000 characters. */
    public LogLine add(String key, Object value) {
        pairs.put(key, value instanceof Long || value instanceof Integer ? value : value.toString());
        return this;
    }

    /** Adds {@code key=yes} or {@code key=no}. */
    public LogLine add(String key, boolean value) {
        pairs.put(key, value);
        return this;
    }

    /** Adds an exception's kind and message. */
    public LogLine add(String key, Throwable error) {
        String kind = error.getClass().getSimpleName();
        return add(key, error.getMessage() == null ? kind : kind + ": " + error.getMessage());
    }

    /** The event's name. */
    String name() {
        return String.valueOf(pairs.get("event"));
    }

    private static String shown(Object value) {
        return value instanceof Boolean yes ? yes ? "yes" : "no" : value.toString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(160);
        for (Map.Entry<String, Object> pair : pairs.entrySet()) {
            String shown = shown(pair.getValue());
            text.append(text.isEmpty() ? "" : " ").append(pair.getKey()).append('=');
            if (PLAIN.matcher(shown).matches() && shown.length() <= MAX_VALUE) {
                text.append(shown);
            } else {
                quote(shown, MAX_VALUE, text);
            }
        }
        return text.toString();
    }

    /** The members of a JSON object, without its braces. */
    String json() {
        StringBuilder text = new StringBuilder(200);
        for (Map.Entry<String, Object> pair : pairs.entrySet()) {
            text.append(text.isEmpty() ? "\"" : ",\"").append(pair.getKey()).append("\":");
            if (pair.getValue() instanceof String string) {
                quote(string, MAX_VALUE, text);
            } else {
                text.append(pair.getValue());
            }
        }
        return text.toString();
    }

    /** One member of a JSON object; long enough for a stack trace. */
    static String member(String key, String value) {
        StringBuilder text = new StringBuilder().append('"').append(key).append("\":");
        quote(value, MAX_TRACE, text);
        return text.toString();
    }

    private static void quote(String value, int longest, StringBuilder text) {
        text.append('"');
        int end = Math.min(value.length(), longest);
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c == '\n') {
                text.append("\\n");
            } else if (c < ' ' || c >= 0x7F) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append(end < value.length() ? "…\"" : "\"");
    }
}
