package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "radius",
        description = "RADIUS servers.",
        synopsisSubcommandLabel = "WORDS",
        mixinStandardHelpOptions = true)
final class ShowRadiusCommand {
    private static final String[] COLUMNS = {
        "server",
        "namespace",
        "state",
        "requests",
        "retransmits",
        "timeouts",
        "accepts",
        "rejects",
        "challenges",
        "ignored"
    };

    @Command(
            name = "counters",
            description = "The RADIUS servers that peers' EAP goes to: whether each lives, requests and answers.",
            mixinStandardHelpOptions = true)
    int counters(@Mixin ControlOptions control) throws IOException {
        ViciMessage answer = control.ask("xfrmgate-radius-servers", ViciMessage.EMPTY);
        return control.show(List.of(answer), out -> {
            Table table = new Table(
                    "SERVER",
                    "NETNS",
                    "STATE",
                    "REQUESTS",
                    "AGAIN",
                    "TIMEOUTS",
                    "ACCEPTS",
                    "REJECTS",
                    "CHALLENGES",
                    "IGNORED");
            for (ViciMessage server : answer.sections().values()) {
                Object[] row = new Object[COLUMNS.length];
                for (int i = 0; i < COLUMNS.length; i++) {
                    row[i] = server.text(COLUMNS[i]).orElse("");
                }
                table.row(row);
            }
            out.print(table.isEmpty() ? "no RADIUS server is in use\n" : table.toString());
        });
    }
}
