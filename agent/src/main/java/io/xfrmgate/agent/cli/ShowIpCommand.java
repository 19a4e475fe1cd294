package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "ip",
        description = "Address pools.",
        synopsisSubcommandLabel = "WORDS",
        mixinStandardHelpOptions = true)
final class ShowIpCommand {

    @Command(
            name = "pool",
            description = "The address pools and how many of their addresses are leased.",
            mixinStandardHelpOptions = true)
    int pool(@Mixin ControlOptions control) throws IOException {
        ViciMessage answer = control.ask("get-pools", ViciMessage.EMPTY);
        return control.show(List.of(answer), out -> {
            Table table = new Table("POOL", "BASE", "SIZE", "ONLINE", "OFFLINE");
            for (Map.Entry<String, ViciMessage> pool : answer.sections().entrySet()) {
                ViciMessage values = pool.getValue();
                table.row(
                        pool.getKey(),
                        values.text("base").orElse(""),
                        values.text("size").orElse(""),
                        values.text("online").orElse(""),
                        values.text("offline").orElse(""));
            }
            out.print(table.isEmpty() ? "no pool is configured\n" : table.toString());
        });
    }
}
