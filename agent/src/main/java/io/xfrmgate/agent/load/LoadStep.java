package io.xfrmgate.agent.load;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One part of a load test.
 *
 * @param count how often the work is done, or for how many seconds we hold; empty: once by every peer
 * @param rate a second at which the work is begun; 0 is as fast as answers come
 * @param window so many peers wait for an answer at once, at most; empty: as for all steps
 */
public record LoadStep(LoadWork work, Optional<Integer> count, double rate, Optional<Integer> window) {

    /**
     * From {@code WORK[=COUNT][@RATE][/WINDOW]}, for example {@code set-up}, {@code liveness=20000@500}, {@code set-up/64000} or
     * {@code hold=30}.
     *
     * @throws IllegalArgumentException with what is wrong in words
     */
    public static LoadStep parse(String text) {
        String[] bounded = text.split("/", 2);
        String[] paced = bounded[0].split("@", 2);
        String[] counted = paced[0].split("=", 2);
        LoadWork work = Arrays.stream(LoadWork.values())
                .filter(w -> w.word().equals(counted[0]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such work: " + counted[0] + "; there are "
                        + Arrays.stream(LoadWork.values()).map(LoadWork::word).collect(Collectors.joining(", "))));
        Optional<Integer> count = counted.length == 1 ? Optional.empty() : Optional.of(positive(counted[1]));
        if (work == LoadWork.HOLD && count.isEmpty()) {
            throw new IllegalArgumentException("hold needs its seconds, for example hold=30");
        }
        return new LoadStep(
                work,
                count,
                paced.length == 1 ? 0 : positive(paced[1]),
                bounded.length == 1 ? Optional.empty() : Optional.of(positive(bounded[1])));
    }

    private static int positive(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            throw new IllegalArgumentException("not a number: " + text, notOne);
        }
        throw new IllegalArgumentException("not a positive number: " + text);
    }

    @Override
    public String toString() {
        return work.word()
                + count.map(c -> "=" + c).orElse("")
                + (rate > 0 ? "@" + Math.round(rate) : "")
                + window.map(w -> "/" + w).orElse("");
    }
}
