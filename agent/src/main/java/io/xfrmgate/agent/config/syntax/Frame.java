package io.xfrmgate.agent.config.syntax;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A mode that has been entered.
 *
 * @param mode the mode
 * @param target what its commands fill
 * @param openedAt the line that entered it
 */
record Frame<T>(Mode<T> mode, T target, Position openedAt) {

    /** Lines of a mode that is not for us. */
    static Frame<?> skipping(Position openedAt) {
        return new Frame<>(Mode.SKIPPED, "", openedAt);
    }

    boolean isSkipping() {
        return mode == Mode.SKIPPED;
    }

    Matching<T> match(Line line) {
        return Matching.of(mode, line);
    }

    /** Does what the command says. */
    void run(Matching.Matched<T> matched, Findings findings) {
        matched.command().action().run(target, matched.match(), findings);
    }

    /** The mode that the command enters, if it does. */
    Optional<Frame<?>> entered(Matching.Matched<T> matched, Findings findings) {
        return matched.command().opener().map(opener -> opener.open(target, matched.match(), findings));
    }

    /** A place for the lines of the mode that a wrong command would have entered. */
    Optional<Frame<?>> scratch(Matching.Failed<T> failed) {
        return failed.meant().flatMap(Command::scratch).map(Supplier::get);
    }
}
