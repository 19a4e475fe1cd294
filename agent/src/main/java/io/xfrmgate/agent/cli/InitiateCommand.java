package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "initiate",
        description = "Bring up the Child SAs of a crypto map, and keep them up.",
        mixinStandardHelpOptions = true)
final class InitiateCommand implements Callable<Integer> {
    @Mixin
    private final ControlOptions control = new ControlOptions();

    @Parameters(index = "0", paramLabel = "MAP", description = "The crypto map.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String map;

    @Parameters(index = "1", arity = "0..1", paramLabel = "PAYLOAD", description = "One of its payloads; default all.")
    private Optional<String> payload = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait until they are up; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Override
    public Integer call() throws IOException {
        ViciMessage request = ViciMessage.builder()
                .put("ike", map)
                .put("child", payload)
                .put("timeout", seconds <= 0 ? -1 : seconds * 1_000L)
                .build();
        return control.change("initiate", request, seconds <= 0 ? "it is tried" : map + " is up");
    }
}
