package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code clear}: StarOS's EXEC words. */
@Command(
        name = "clear",
        description = "End security associations, or set counters back, in StarOS's words.",
        synopsisSubcommandLabel = "WORDS",
        mixinStandardHelpOptions = true,
        subcommands = ClearCommand.Crypto.class)
final class ClearCommand {

    @Command(
            name = "crypto",
            description = "Security associations, counters, kept failures.",
            synopsisSubcommandLabel = "WORDS",
            mixinStandardHelpOptions = true,
            subcommands = {Ike.class})
    static final class Crypto {

        @Command(
                name = "statistics",
                description = "Have `show crypto statistics` count from 0; the metrics go on.",
                mixinStandardHelpOptions = true)
        int statistics(@Mixin ControlOptions control) throws IOException {
            return control.change("reset-counters", ViciMessage.EMPTY, "the counters are set back");
        }
    }

    @Command(
            name = "ikev2-ikesa",
            description = "IKE SAs with their Child SAs, and kept failures.",
            synopsisSubcommandLabel = "WORDS",
            mixinStandardHelpOptions = true)
    static final class Ike {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Command(
                name = "security-associations",
                description = "Delete IKE SAs and their Child SAs at both ends.",
                mixinStandardHelpOptions = true)
        int securityAssociations(
                @Mixin ControlOptions control,
                @Mixin SaWords which,
                @Option(names = "--all", description = "Every one of them.") boolean all)
                throws IOException {
            if (which.isEmpty() && !all) {
                throw new ParameterException(spec.commandLine(), "say which, or --all");
            }
            ViciMessage.Builder request = which.request();
            return control.change(
                    "terminate", (all ? request.put("all", true) : request).build(), "the IKE SAs are deleted");
        }

        @Command(name = "failures", description = "Forget the kept failures.", mixinStandardHelpOptions = true)
        int failures(@Mixin ControlOptions control) throws IOException {
            return control.change("xfrmgate-clear-failures", ViciMessage.EMPTY, "the failures are forgotten");
        }
    }
}
