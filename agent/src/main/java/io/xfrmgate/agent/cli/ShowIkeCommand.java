package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "ikev2-ikesa",
        description = "IKE SAs, and negotiations that failed.",
        synopsisSubcommandLabel = "WORDS",
        mixinStandardHelpOptions = true)
final class ShowIkeCommand {

    @Command(name = "security-associations", description = "The IKE SAs.", mixinStandardHelpOptions = true)
    int securityAssociations(@Mixin ControlOptions control, @Mixin SaWords which) throws IOException {
        List<ViciMessage> sas = control.collect("list-sas", which.request().build(), "list-sa");
        return control.show(sas, out -> {
            if (which.summary()) {
                summary(sas, out);
            } else {
                table(sas, out);
            }
        });
    }

    private static void summary(List<ViciMessage> sas, PrintWriter out) {
        Map<String, Integer> states = new TreeMap<>();
        int children = 0;
        for (ViciMessage event : sas) {
            for (ViciMessage sa : event.sections().values()) {
                states.merge(text(sa, "state"), 1, Integer::sum);
                children += sa.section("child-sas").sections().size();
            }
        }
        out.println("IKE SAs: " + sas.size());
        states.forEach((state, count) -> out.println("  " + state.toLowerCase(java.util.Locale.ROOT) + ": " + count));
        out.println("Child SAs: " + children);
    }

    private static void table(List<ViciMessage> sas, PrintWriter out) {
        Table table = new Table("NO", "MAP/TEMPLATE", "PEER", "ADDRESS", "STATE", "AGE", "REKEY", "CHILDREN", "SUITE");
        for (ViciMessage event : sas) {
            event.sections()
                    .forEach((config, sa) -> table.row(
                            text(sa, "uniqueid"),
                            config,
                            text(sa, "remote-id"),
                            text(sa, "remote-host"),
                            text(sa, "state").toLowerCase(java.util.Locale.ROOT),
                            time(sa, "established"),
                            time(sa, "rekey-time"),
                            sa.section("child-sas").sections().size(),
                            suite(sa)));
        }
        out.print(table.isEmpty() ? "no IKE SA\n" : table.toString());
        certificates(sas, out);
    }

    /** Those that the peers showed, with the ends of what they stand on. */
    private static void certificates(List<ViciMessage> sas, PrintWriter out) {
        Table table = new Table("NO", "PEER'S CERTIFICATE", "UNTIL", "STATE");
        for (ViciMessage event : sas) {
            for (ViciMessage sa : event.sections().values()) {
                sa.text("remote-cert-subject")
                        .ifPresent(subject -> table.row(
                                text(sa, "uniqueid"),
                                subject,
                                CertificateTables.date(sa, "remote-cert-not-after"),
                                text(sa, "remote-cert-state")));
            }
        }
        if (!table.isEmpty()) {
            out.print("\n" + table);
        }
    }

    static String text(ViciMessage message, String name) {
        return message.text(name).orElse("-");
    }

    /** Seconds as {@code 1h05m}. */
    static String time(ViciMessage message, String name) {
        Optional<String> text = message.text(name);
        if (text.isEmpty()) {
            return "-";
        }
        long seconds = Long.parseLong(text.get());
        if (seconds < 60) {
            return seconds + "s";
        }
        return seconds < 3_600
                ? String.format("%dm%02ds", seconds / 60, seconds % 60)
                : String.format("%dh%02dm", seconds / 3_600, seconds / 60 % 60);
    }

    static String suite(ViciMessage sa) {
        StringBuilder suite = new StringBuilder(text(sa, "encr-alg"));
        sa.text("encr-keysize").ifPresent(bits -> suite.append('-').append(bits));
        for (String key : List.of("integ-alg", "prf-alg", "dh-group")) {
            sa.text(key).ifPresent(name -> suite.append('/').append(name));
        }
        return suite.toString();
    }

    @Command(
            name = "failures",
            description = "Negotiations that failed, the latest first, with what was offered and what is configured.",
            mixinStandardHelpOptions = true)
    int failures(
            @Mixin ControlOptions control,
            @Mixin SaWords which,
            @Option(
                            names = {"-n", "--limit"},
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "How many; default ${DEFAULT-VALUE}, at most 1000 are kept.")
                    int limit)
            throws IOException {
        List<ViciMessage> failures = control.collect(
                "xfrmgate-failures", which.request().put("limit", limit).build(), "xfrmgate-failure");
        return control.show(failures, out -> {
            failures.forEach(failure -> new FailureText(out).print(failure));
            if (failures.isEmpty()) {
                out.println("no negotiation has failed");
            }
        });
    }

    @Command(
            name = "transform-set",
            description = "The transform sets of IKE SAs, as configured.",
            mixinStandardHelpOptions = true)
    int transformSet(@Mixin ControlOptions control, @Mixin NameWords which) throws IOException {
        return ShowCryptoCommand.blocks(control, List.of("ikev2-ikesa transform-set"), which.name());
    }
}
