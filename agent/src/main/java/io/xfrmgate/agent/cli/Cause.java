package io.xfrmgate.agent.cli;

import java.util.Objects;

/** An exception as one sentence. */
final class Cause {
    private Cause() {}

    static String sentence(Throwable error) {
        return Objects.requireNonNullElse(error.getMessage(), error.getClass().getSimpleName());
    }
}
