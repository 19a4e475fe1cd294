package io.xfrmgate.agent.config;

import java.util.stream.Collectors;

/**
 * An error or a warning, ready to be shown. No secret is in it.
 *
 * @param severity whether the file is refused for it
 * @param file as it was named to the loader
 * @param line 1 for the first
 * @param column in characters, 1 for the first
 * @param excerpt the line and a caret beneath it, secrets as {@code ****}; empty where there is no line
 * @param message what is the matter
 * @param expected what would be right there; may be empty
 * @param fix what to do
 */
public record ConfigProblem(
        Severity severity,
        String file,
        int line,
        int column,
        String excerpt,
        String message,
        String expected,
        String fix) {

    /** How bad it is. */
    public enum Severity {
        /** Nothing of the file takes effect. */
        ERROR,
        /** It works, but the operator should know. */
        WARNING
    }

    /** Several lines of text for the operator, without a line break at the end. */
    public String render() {
        StringBuilder text = new StringBuilder();
        text.append(file).append(':').append(line).append(':').append(column).append(": ");
        text.append(severity == Severity.ERROR ? "error: " : "warning: ").append(message);
        if (!excerpt.isEmpty()) {
            text.append('\n').append(excerpt.lines().map(l -> "  " + l).collect(Collectors.joining("\n")));
        }
        if (!expected.isEmpty()) {
            text.append("\n  expected: ").append(expected);
        }
        return text.append("\n  fix: ").append(fix).toString();
    }

    @Override
    public String toString() {
        return render();
    }
}
