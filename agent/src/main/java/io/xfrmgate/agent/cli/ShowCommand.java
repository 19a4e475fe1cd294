package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code show}: StarOS's EXEC words. */
@Command(
        name = "show",
        description = "Show what the daemon has and does, in StarOS's words.",
        synopsisSubcommandLabel = "WORDS",
        mixinStandardHelpOptions = true,
        subcommands = {ShowCryptoCommand.class, ShowIpCommand.class, ShowRadiusCommand.class})
final class ShowCommand {

    @Command(
            name = "configuration",
            description = "The configuration in effect, in its canonical form, without its secrets.",
            mixinStandardHelpOptions = true)
    int configuration(@Mixin ControlOptions control) throws IOException {
        String text = configurationText(control);
        return control.show(
                List.of(ViciMessage.builder().put("configuration", text).build()), out -> out.print(text));
    }

    static String configurationText(ControlOptions control) throws IOException {
        StringBuilder text = new StringBuilder();
        control.collect("xfrmgate-show-configuration", ViciMessage.EMPTY, "xfrmgate-text")
                .forEach(piece -> text.append(piece.text("text").orElse("")));
        return text.toString();
    }
}
