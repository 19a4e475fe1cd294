package io.xfrmgate.agent.cli;

import java.io.UncheckedIOException;
import java.util.Objects;

/** An exception as one sentence. */
final class Cause {
    private Cause() {}

    static String sentence(Throwable error) {
        if (error instanceof UncheckedIOException io && io.getCause() != null) {
            return sentence(io.getCause());
        }
        return Objects.requireNonNullElse(error.getMessage(), error.getClass().getSimpleName());
    }
}
