package io.xfrmgate.agent.config.syntax;

/** A decimal number within bounds, written {@code int(low..high)} in the grammar. */
final class IntegerType implements ParameterType<Long> {
    private static final int MAX_DIGITS = 18;

    private final long low;
    private final long high;

    private IntegerType(long low, long high) {
        this.low = low;
        this.high = high;
    }

    static IntegerType of(String notation) {
        String[] bounds = notation.substring(4, notation.length() - 1).split("\\.\\.", 2);
        return new IntegerType(Long.parseLong(bounds[0]), Long.parseLong(bounds[1]));
    }

    @Override
    public Reading<Long> read(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return new Refused<>("is not a whole number");
        }
        long value = Long.parseLong(text);
        return value < low || value > high
                ? new Refused<>(value < low ? "is too small" : "is too large")
                : new Accepted<>(value);
    }

    @Override
    public String expected() {
        return "a number from " + low + " to " + high;
    }
}
