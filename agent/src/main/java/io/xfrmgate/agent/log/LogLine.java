package io.xfrmgate.agent.log;

import java.util.regex.Pattern;

/** One event as {@code key=value} pairs. Values with anything but plain characters stand in quotes, escaped as in JSON. */
public final class LogLine {
    private static final Pattern PLAIN = Pattern.compile("[\\w.:/@+,%\\[\\]*-]+");
    private static final int MAX_VALUE = 2_000;

    private final StringBuilder text = new StringBuilder(160);

    private LogLine(String event) {
        text.append("event=").append(event);
    }

    /**
     * Begins a line.
     *
     * @param event a stable name of lower-case words with hyphens
     */
    public static LogLine event(String event) {
        return new LogLine(event);
    }

    /** Adds a pair; the value is shown as its {@code toString} says, cut at 2,000 characters. */
    public LogLine add(String key, Object value) {
        String shown = value.toString();
        text.append(' ').append(key).append('=');
        if (PLAIN.matcher(shown).matches() && shown.length() <= MAX_VALUE) {
            text.append(shown);
        } else {
            quote(shown);
        }
        return this;
    }

    /** Adds {@code key=yes} or {@code key=no}. */
    public LogLine add(String key, boolean value) {
        return add(key, value ? "yes" : "no");
    }

    /** Adds an exception's kind and message. */
    public LogLine add(String key, Throwable error) {
        String kind = error.getClass().getSimpleName();
        return add(key, error.getMessage() == null ? kind : kind + ": " + error.getMessage());
    }

    private void quote(String value) {
        text.append('"');
        int end = Math.min(value.length(), MAX_VALUE);
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

    @Override
    public String toString() {
        return text.toString();
    }
}
