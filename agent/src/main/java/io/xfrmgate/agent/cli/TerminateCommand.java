package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "terminate", description = "Delete SAs at both ends.", mixinStandardHelpOptions = true)
final class TerminateCommand implements Callable<Integer> {
    @Mixin
    private final ControlOptions control = new ControlOptions();

    @Mixin
    private final ChosenSas chosen = new ChosenSas();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for the peers; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Override
    public Integer call() throws IOException {
        ViciMessage request = chosen.request()
                .put("timeout", seconds <= 0 ? -1 : seconds * 1_000L)
                .build();
        return control.change("terminate", request, "terminated");
    }
}
