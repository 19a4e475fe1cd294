package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "ipsec",
        description = "Child SAs: the tunnels that carry traffic.",
        synopsisSubcommandLabel = "WORDS",
        mixinStandardHelpOptions = true)
final class ShowIpsecCommand {

    @Command(
            name = "security-associations",
            description = "The Child SAs with the kernel's counters.",
            mixinStandardHelpOptions = true)
    int securityAssociations(@Mixin ControlOptions control, @Mixin SaWords which) throws IOException {
        List<ViciMessage> sas = control.collect(
                "list-sas", which.request().put("children", true).build(), "list-sa");
        return control.show(sas, out -> {
            if (which.summary()) {
                summary(sas, out);
            } else {
                table(sas, out);
            }
        });
    }

    @Command(
            name = "transform-set",
            description = "The transform sets of Child SAs, as configured.",
            mixinStandardHelpOptions = true)
    int transformSet(@Mixin ControlOptions control, @Mixin NameWords which) throws IOException {
        return ShowCryptoCommand.blocks(control, List.of("ipsec transform-set"), which.name());
    }

    private static void summary(List<ViciMessage> sas, PrintWriter out) {
        long children = 0;
        long in = 0;
        long sent = 0;
        for (ViciMessage event : sas) {
            for (ViciMessage sa : event.sections().values()) {
                for (ViciMessage child : sa.section("child-sas").sections().values()) {
                    children++;
                    in += number(child, "bytes-in");
                    sent += number(child, "bytes-out");
                }
            }
        }
        out.println("Child SAs: " + children);
        out.println("  octets in:  " + in);
        out.println("  octets out: " + sent);
    }

    static long number(ViciMessage message, String name) {
        return message.text(name).map(Long::parseLong).orElse(0L);
    }

    private static void table(List<ViciMessage> sas, PrintWriter out) {
        Table table =
                new Table("NO", "CHILD", "PEER", "STATE", "SPI IN", "SPI OUT", "IN", "OUT", "AGE", "REKEY", "SUITE");
        for (ViciMessage event : sas) {
            for (ViciMessage sa : event.sections().values()) {
                for (ViciMessage child : sa.section("child-sas").sections().values()) {
                    table.row(
                            ShowIkeCommand.text(child, "uniqueid"),
                            ShowIkeCommand.text(child, "name"),
                            sa.text("remote-id").orElse(ShowIkeCommand.text(sa, "remote-host")),
                            ShowIkeCommand.text(child, "state").toLowerCase(Locale.ROOT),
                            ShowIkeCommand.text(child, "spi-in"),
                            ShowIkeCommand.text(child, "spi-out"),
                            octets(number(child, "bytes-in")),
                            octets(number(child, "bytes-out")),
                            ShowIkeCommand.time(child, "install-time"),
                            ShowIkeCommand.time(child, "rekey-time"),
                            ShowIkeCommand.suite(child));
                }
            }
        }
        out.print(table.isEmpty() ? "no Child SA\n" : table.toString());
    }

    /** Octets in the largest unit that they fill. */
    static String octets(long count) {
        String[] units = {"", "K", "M", "G", "T", "P"};
        double value = count;
        int unit = 0;
        while (value >= 1_000 && unit < units.length - 1) {
            value /= 1_000;
            unit++;
        }
        return unit == 0 ? Long.toString(count) : String.format(Locale.ROOT, "%.1f%s", value, units[unit]);
    }
}
