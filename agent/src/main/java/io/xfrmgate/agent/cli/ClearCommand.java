package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
            subcommands = {Ike.class, Ipsec.class})
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
        @Command(
                name = "security-associations",
                description = "Delete IKE SAs and their Child SAs at both ends.",
                mixinStandardHelpOptions = true)
        int securityAssociations(@Mixin ControlOptions control, @Mixin EndingSas which) throws IOException {
            return which.end(control, false, "the IKE SAs are deleted");
        }

        @Command(name = "failures", description = "Forget the kept failures.", mixinStandardHelpOptions = true)
        int failures(@Mixin ControlOptions control) throws IOException {
            return control.change("xfrmgate-clear-failures", ViciMessage.EMPTY, "the failures are forgotten");
        }
    }

    @Command(
            name = "ipsec",
            description = "Child SAs.",
            synopsisSubcommandLabel = "WORDS",
            mixinStandardHelpOptions = true)
    static final class Ipsec {
        @Command(
                name = "security-associations",
                description = "Delete Child SAs at both ends.",
                footer = {
                    "",
                    "Their IKE SA stays if it has others; what becomes of an empty one its map or template says "
                            + "(ikev2-ikesa allow-empty-ikesa). A map sets its Child SA up anew with its next traffic, or at "
                            + "once with auto-start."
                },
                mixinStandardHelpOptions = true)
        int securityAssociations(@Mixin ControlOptions control, @Mixin EndingSas which) throws IOException {
            return which.end(control, true, "the Child SAs are deleted");
        }
    }
}
