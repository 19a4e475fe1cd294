package io.xfrmgate.agent.config.syntax;

/**
 * One word of a line that a command took. It may be a secret, so that {@code toString} shows its label only.
 *
 * @param keyword whether it is part of the command, and not a value
 * @param label by which the grammar knows it
 * @param text without quotes
 * @param secret whether the text must never be shown
 */
public record Word(boolean keyword, String label, String text, boolean secret) {
    @Override
    public String toString() {
        return keyword ? text : label;
    }
}
