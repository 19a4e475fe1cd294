package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.BuildVersion;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** For the build: what goes into the package beside the program. */
@Command(
        name = "generate",
        description = "Print the completion for bash, or the manual page.",
        synopsisSubcommandLabel = "WHAT",
        hidden = true,
        mixinStandardHelpOptions = true)
final class GenerateCommand {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Command(name = "completion", description = "For bash.")
    int completion() {
        spec.commandLine().getOut().print(AutoComplete.bash("xfrmgate", Cli.commandLine()));
        spec.commandLine().getOut().flush();
        return Cli.DONE;
    }

    @Command(name = "man", description = "xfrmgate(8).")
    int man() {
        spec.commandLine().getOut().print(ManPage.of(Cli.commandLine(), BuildVersion.current()));
        spec.commandLine().getOut().flush();
        return Cli.DONE;
    }
}
