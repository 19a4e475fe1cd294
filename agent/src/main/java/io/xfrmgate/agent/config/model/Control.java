package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;

/** Whether there is a control socket, and where. */
public sealed interface Control {
    /** At this path. */
    record Socket(Located<String> path) implements Control {}

    /** None. */
    record None() implements Control {}
}
