package io.xfrmgate.agent.config;

import java.util.List;

/** What became of a configuration file. */
public sealed interface ConfigResult {

    /** It can take effect. */
    record Loaded(GatewayConfig config, List<ConfigProblem> warnings) implements ConfigResult {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /** It has errors, all of which are here, with the warnings among them, in the order of the file. Nothing takes effect. */
    record Rejected(List<ConfigProblem> problems) implements ConfigResult {
        public Rejected {
            problems = List.copyOf(problems);
        }
    }
}
