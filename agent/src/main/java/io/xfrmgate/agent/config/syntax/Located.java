package io.xfrmgate.agent.config.syntax;

/**
 * A value and where it was written. Two are equal where the values are: moving a line changes nothing.
 *
 * @param value the value
 * @param at its place
 */
public record Located<T>(T value, Position at) {

    /** Another value from the same place. */
    public <U> Located<U> with(U other) {
        return new Located<>(other, at);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Located<?> that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
