package io.xfrmgate.agent.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "rekey", description = "Rekey SAs now.", mixinStandardHelpOptions = true)
final class RekeyCommand implements Callable<Integer> {
    @Mixin
    private final ControlOptions control = new ControlOptions();

    @Mixin
    private final ChosenSas chosen = new ChosenSas();

    @Override
    public Integer call() throws IOException {
        return control.change("rekey", chosen.request().build(), "the rekey has begun");
    }
}
