package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "apply",
        description = "Have the daemon take a configuration, without touching its own file.",
        footer = {
            "",
            "Prints what changes. Tunnels on which nothing changes never notice; a file with an error changes nothing, and the "
                    + "status is 2. The daemon goes on with it until it reads its own file again, by reload or when it starts: to "
                    + "try a change, apply it; to keep it, copy it there. Files that it names are looked for by the daemon, which "
                    + "under systemd sees only some directories; so is FILE itself, if it is longer than 480,000 octets."
        },
        mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The configuration, in the StarOS language.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Mixin
    private final ControlOptions control = new ControlOptions();

    @Option(names = "--now", description = "Rekey or set up anew what changed, not only at its next negotiation.")
    private boolean now;

    @Override
    public Integer call() throws IOException {
        ViciMessage request = SentFile.of(file).putIf("now", now).build();
        return control.change(
                "xfrmgate-apply",
                request,
                "the configuration is in effect, until the daemon reads its own file again (reload, restart)");
    }
}
