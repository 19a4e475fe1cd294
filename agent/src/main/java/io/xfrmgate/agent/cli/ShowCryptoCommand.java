package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "crypto",
        description = "Security associations, maps, templates, certificates.",
        synopsisSubcommandLabel = "WORDS",
        mixinStandardHelpOptions = true,
        subcommands = {ShowIkeCommand.class, ShowIpsecCommand.class})
final class ShowCryptoCommand {
    /** Where a map says which transform sets it takes; no set begins there. */
    private static final Pattern LIST = Pattern.compile("\\S+ transform-set list \\S.*");

    @Command(name = "map", description = "The crypto maps and whether they are up.", mixinStandardHelpOptions = true)
    int map(@Mixin ControlOptions control, @Mixin NameWords which) throws IOException {
        return connections(control, which.name(), "map");
    }

    @Command(
            name = "template",
            description = "The crypto templates and how many peers they have.",
            mixinStandardHelpOptions = true)
    int template(@Mixin ControlOptions control, @Mixin NameWords which) throws IOException {
        return connections(control, which.name(), "template");
    }

    private static int connections(ControlOptions control, Optional<String> name, String kind) throws IOException {
        if (name.isPresent()) {
            return blocks(control, List.of("crypto " + kind), name);
        }
        List<ViciMessage> connections = control.collect("list-conns", ViciMessage.EMPTY, "list-conn");
        connections.removeIf(event -> event.sections().values().stream()
                .noneMatch(connection ->
                        connection.text("kind").filter(kind::equals).isPresent()));
        List<ViciMessage> sas = control.collect("list-sas", ViciMessage.EMPTY, "list-sa");
        return control.show(connections, out -> {
            Table table = new Table(
                    kind.toUpperCase(java.util.Locale.ROOT), "LOCAL", "REMOTE", "IKE SAS", "CHILD SAS", "PAYLOADS");
            for (ViciMessage event : connections) {
                event.sections()
                        .forEach((config, values) -> table.row(
                                config,
                                String.join(" ", values.items("local_addrs")),
                                String.join(" ", values.items("remote_addrs")),
                                count(sas, config, false),
                                count(sas, config, true),
                                String.join(
                                        " ",
                                        values.section("children").sections().keySet())));
            }
            out.print(table.isEmpty() ? "no crypto " + kind + " is in effect\n" : table.toString());
        });
    }

    private static long count(List<ViciMessage> sas, String config, boolean children) {
        return sas.stream()
                .map(event -> event.sections().get(config))
                .filter(sa -> sa != null)
                .mapToLong(sa -> children ? sa.section("child-sas").sections().size() : 1)
                .sum();
    }

    @Command(
            name = "transform-set",
            description = "The transform sets of IKE SAs and of Child SAs, as configured.",
            mixinStandardHelpOptions = true)
    int transformSet(@Mixin ControlOptions control, @Mixin NameWords which) throws IOException {
        return blocks(control, List.of("ikev2-ikesa transform-set", "ipsec transform-set"), which.name());
    }

    @Command(name = "certificate", description = "Our own certificates.", mixinStandardHelpOptions = true)
    int certificate(@Mixin ControlOptions control) throws IOException {
        List<ViciMessage> all = control.collect("xfrmgate-certificates", ViciMessage.EMPTY, "xfrmgate-certificate");
        return control.show(all, out -> out.print(CertificateTables.certificates(all)));
    }

    @Command(
            name = "ca-certificate",
            description = "The certificates of the authorities that we trust.",
            mixinStandardHelpOptions = true)
    int authority(@Mixin ControlOptions control) throws IOException {
        List<ViciMessage> all = control.collect("xfrmgate-ca-certificates", ViciMessage.EMPTY, "xfrmgate-certificate");
        return control.show(all, out -> out.print(CertificateTables.certificates(all)));
    }

    @Command(
            name = "ca-crl",
            description = "The revocation lists, how fresh they are, and whether they could be fetched.",
            mixinStandardHelpOptions = true)
    int revocationList(@Mixin ControlOptions control) throws IOException {
        List<ViciMessage> all = control.collect("xfrmgate-ca-crls", ViciMessage.EMPTY, "xfrmgate-crl");
        return control.show(all, out -> out.print(CertificateTables.lists(all)));
    }

    @Command(name = "group", description = "The crypto groups, as configured.", mixinStandardHelpOptions = true)
    int group(@Mixin ControlOptions control, @Mixin NameWords which) throws IOException {
        return blocks(control, List.of("crypto group"), which.name());
    }

    /**
     * Blocks of the configuration, each up to the {@code exit} that is as far in as its beginning.
     *
     * @param kinds the words before the name
     * @param name of all of these kinds, if empty
     */
    static int blocks(ControlOptions control, List<String> kinds, Optional<String> name) throws IOException {
        List<String> beginnings = kinds.stream()
                .map(kind -> kind + name.map(n -> " " + n).orElse("") + " ")
                .toList();
        List<String> shown = new ArrayList<>();
        int until = -1;
        for (String line : ShowCommand.configurationText(control).split("\n", -1)) {
            String words = line.strip();
            int depth = line.length() - line.stripLeading().length();
            if (until < 0
                    && beginnings.stream().anyMatch((words + " ")::startsWith)
                    && !LIST.matcher(words).matches()) {
                until = depth;
            }
            if (until >= 0) {
                shown.add(line.substring(Math.min(until, line.length())));
                if (depth == until && words.equals("exit")) {
                    until = -1;
                }
            }
        }
        if (shown.isEmpty()) {
            throw new IOException(name.map(n -> "there is no such " + kinds.getFirst() + ": " + n)
                    .orElse("none is configured"));
        }
        String text = String.join("\n", shown);
        return control.show(
                List.of(ViciMessage.builder().put("configuration", text).build()), out -> out.println(text));
    }

    @Command(
            name = "offload",
            description =
                    "Which of the kernel's implementations the Child SAs' algorithms resolve to, by /proc/crypto; and what"
                            + " network cards do for those Child SAs that are to be handed to one.",
            mixinStandardHelpOptions = true)
    int offload(@Mixin ControlOptions control) throws IOException {
        List<ViciMessage> drivers =
                control.collect("xfrmgate-crypto-drivers", ViciMessage.EMPTY, "xfrmgate-crypto-driver");
        List<ViciMessage> cards = control.collect("xfrmgate-offload", ViciMessage.EMPTY, "xfrmgate-offload-sa");
        List<ViciMessage> all = new ArrayList<>(drivers);
        all.addAll(cards);
        return control.show(all, out -> out.print(OffloadTables.of(drivers, cards)));
    }

    @Command(name = "statistics", description = "The gateway's counters.", mixinStandardHelpOptions = true)
    int statistics(@Mixin ControlOptions control) throws IOException {
        ViciMessage stats = control.ask("stats", ViciMessage.EMPTY);
        ViciMessage counters = control.ask("get-counters", ViciMessage.EMPTY);
        return control.show(List.of(stats, counters), out -> {
            out.println("up " + stats.section("uptime").text("running").orElse("-") + ", "
                    + stats.section("ikesas").text("total").orElse("0") + " IKE SAs, "
                    + stats.section("ikesas").text("half-open").orElse("0") + " half-open");
            Table table = new Table("COUNTER", "VALUE");
            for (ViciMessage section : counters.section("counters").sections().values()) {
                for (Map.Entry<String, ViciMessage.Element> counter :
                        section.elements().entrySet()) {
                    table.row(counter.getKey(), section.text(counter.getKey()).orElse("0"));
                }
            }
            out.print(table);
        });
    }
}
