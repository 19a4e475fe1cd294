package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "crypto-group",
        description = "Choose which map of a crypto group takes its traffic.",
        footer = {
            "",
            "Both tunnels of a group are up. The chosen one takes the traffic until it fails, or the primary is chosen again.",
            "StarOS: crypto-group NAME activate { primary | secondary }"
        },
        mixinStandardHelpOptions = true)
final class CryptoGroupCommand implements Callable<Integer> {
    /** What can be done with a group. */
    enum Action {
        activate
    }

    /** Which of its maps. */
    enum Member {
        primary,
        secondary
    }

    @Mixin
    private final ControlOptions control = new ControlOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The group.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String group;

    @Parameters(index = "1", paramLabel = "activate", description = "Make it active: ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets it; there is one only
    private Action action;

    @Parameters(index = "2", paramLabel = "MEMBER", description = "${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Member member;

    @Override
    public Integer call() throws IOException {
        ViciMessage request = ViciMessage.builder()
                .put("group", group)
                .put("member", member.name())
                .build();
        return control.change("crypto-group-activate", request, member + " takes the traffic of " + group);
    }
}
