package io.xfrmgate.agent.config.syntax;

/**
 * Where something stands in a configuration file.
 *
 * @param line 1 for the first
 * @param column in characters, 1 for the first
 * @param length in characters, at least 1
 */
public record Position(int line, int column, int length) {
    /** For what no line of a file says. */
    public static final Position START = new Position(1, 1, 1);
}
