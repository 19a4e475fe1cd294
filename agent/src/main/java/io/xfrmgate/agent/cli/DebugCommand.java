package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "debug",
        description = "Have each IKE message of a peer logged for a while.",
        footer = {
            "",
            "Each message to or from the peer becomes a line of the log: exchange, message ID, and what the payloads say, without keys, "
                    + "nonces and proofs. By its address a peer is watched from its first message on, by its identity from when it is "
                    + "known. It ends by itself. Without a peer: lists who is watched. To see the lines: xfrmgate monitor, or journalctl."
        },
        mixinStandardHelpOptions = true)
final class DebugCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "PEER", description = "Address or identity of the peer.")
    private Optional<String> peer = Optional.empty();

    @Option(
            names = "--for",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "How long, up to a day; default ${DEFAULT-VALUE}.")
    private long seconds;

    @Option(names = "--off", description = "End it now.")
    private boolean off;

    @Mixin
    private final ControlOptions control = new ControlOptions();

    @Override
    public Integer call() throws IOException {
        ViciMessage request = ViciMessage.builder()
                .put("peer", peer)
                .put("seconds", seconds)
                .putIf("off", off)
                .build();
        ViciMessage answer = control.ask("xfrmgate-debug", request);
        return control.show(List.of(answer), out -> {
            if (answer.sections().isEmpty()) {
                out.println("no peer is watched");
            }
            answer.sections()
                    .forEach((name, watched) -> out.println(name + ": every message is logged, for "
                            + watched.text("seconds-left").orElse("?") + " s"));
        });
    }
}
