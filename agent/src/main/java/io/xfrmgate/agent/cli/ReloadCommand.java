package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "reload",
        description = "Have the daemon read its configuration again.",
        footer = {
            "",
            "Prints what changes. Tunnels on which nothing changes never notice; a file with an error changes nothing, and the "
                    + "status is 2."
        },
        mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
    @Mixin
    private final ControlOptions control = new ControlOptions();

    @Option(names = "--now", description = "Rekey or set up anew what changed, not only at its next negotiation.")
    private boolean now;

    @Override
    public Integer call() throws IOException {
        ViciMessage request = ViciMessage.builder().putIf("now", now).build();
        return control.change("reload", request, "the configuration is in effect");
    }
}
