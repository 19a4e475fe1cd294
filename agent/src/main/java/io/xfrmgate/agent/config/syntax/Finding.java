package io.xfrmgate.agent.config.syntax;

/**
 * Something that is wrong, or that the operator should know.
 *
 * @param isError whether the file is refused for it
 * @param at the place
 * @param message what is the matter
 * @param expected what would be right there; empty if there is nothing to say
 * @param fix what to do
 */
public record Finding(boolean isError, Position at, String message, String expected, String fix) {}
