package io.xfrmgate.agent;

import io.xfrmgate.agent.config.ConfigDifference;
import io.xfrmgate.agent.config.ConfigProblem;
import io.xfrmgate.ike.v2.ReconfigureResult;
import java.util.List;
import java.util.Optional;

/**
 * What became of reading the configuration again.
 *
 * @param applied whether it is what the gateway runs on now; if not, nothing has changed
 * @param problems errors and warnings of the file
 * @param failure why a good file could not be applied
 * @param difference to what ran before
 * @param result what was done to SAs
 */
public record ReloadOutcome(
        boolean applied,
        List<ConfigProblem> problems,
        Optional<String> failure,
        Optional<ConfigDifference> difference,
        ReconfigureResult result) {
    public ReloadOutcome {
        problems = List.copyOf(problems);
    }

    static ReloadOutcome rejected(List<ConfigProblem> problems) {
        return new ReloadOutcome(false, problems, Optional.empty(), Optional.empty(), ReconfigureResult.NONE);
    }

    static ReloadOutcome failed(List<ConfigProblem> problems, String why) {
        return new ReloadOutcome(false, problems, Optional.of(why), Optional.empty(), ReconfigureResult.NONE);
    }
}
