package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciClient;
import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "top",
        description = "Live view: rates, the busiest peers, the peers that fail.",
        mixinStandardHelpOptions = true)
final class TopCommand implements Callable<Integer> {
    private static final String CLEAR = "\u001b[H\u001b[2J";
    private static final double NANOS = 1e9;

    @Mixin
    private final ControlOptions control = new ControlOptions();

    @Option(
            names = {"-d", "--delay"},
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "Between two pictures; default ${DEFAULT-VALUE}.")
    private int delay;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            defaultValue = "0",
            description = "End after so many pictures; 0: not before Ctrl-C.")
    private int count;

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "10",
            description = "Peers shown; default ${DEFAULT-VALUE}.")
    private int lines;

    /** What is compared with the picture before. */
    private record Picture(
            long nanos,
            Map<String, Long> counters,
            Map<String, Long> octets,
            ViciMessage stats,
            List<ViciMessage> failures) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ViciClient client = control.connect()) {
            Picture before = take(client);
            for (int shown = 0; count == 0 || shown < count; shown++) {
                Thread.sleep(Duration.ofSeconds(Math.max(1, delay)));
                Picture now = take(client);
                draw(before, now);
                before = now;
            }
        }
        return Cli.DONE;
    }

    private static Picture take(ViciClient client) throws IOException {
        Map<String, Long> counters = new HashMap<>();
        for (ViciMessage section : client.call("get-counters", ViciMessage.EMPTY)
                .section("counters")
                .sections()
                .values()) {
            section.elements().keySet().forEach(name -> counters.put(name, ShowIpsecCommand.number(section, name)));
        }
        Map<String, Long> octets = new HashMap<>();
        client.stream(
                "list-sas",
                ViciMessage.EMPTY,
                "list-sa",
                event -> event.sections()
                        .forEach((config, sa) -> sa.section("child-sas")
                                .sections()
                                .values()
                                .forEach(child -> {
                                    String peer = config + "  "
                                            + sa.text("remote-id")
                                                    .filter(id -> !id.equals("%any"))
                                                    .orElse("-") + "  "
                                            + ShowIkeCommand.text(sa, "remote-host");
                                    octets.merge(
                                            peer,
                                            ShowIpsecCommand.number(child, "bytes-in")
                                                    + ShowIpsecCommand.number(child, "bytes-out"),
                                            Long::sum);
                                })));
        List<ViciMessage> failures = new ArrayList<>();
        client.stream("xfrmgate-failures", ViciMessage.EMPTY, "xfrmgate-failure", failures::add);
        return new Picture(System.nanoTime(), counters, octets, client.call("stats", ViciMessage.EMPTY), failures);
    }

    private void draw(Picture before, Picture now) {
        PrintWriter out = control.out();
        double seconds = (now.nanos() - before.nanos()) / NANOS;
        if (count == 0) {
            out.print(CLEAR);
        }
        out.println(
                "xfrmgate  up " + now.stats().section("uptime").text("running").orElse("-") + "  IKE SAs "
                        + now.stats().section("ikesas").text("total").orElse("0") + "  half-open "
                        + now.stats().section("ikesas").text("half-open").orElse("0") + "  failures "
                        + now.stats().text("failures").orElse("0"));
        out.printf(
                "per second: set-ups %.1f  Child SAs %.1f  rekeys %.1f  failures %.1f  datagrams in %.1f  retransmits %.1f%n%n",
                rate(before, now, "ike-established", seconds),
                rate(before, now, "child-established", seconds),
                rate(before, now, "child-rekeyed", seconds) + rate(before, now, "ike-rekeyed", seconds),
                rate(before, now, "failures", seconds),
                rate(before, now, "datagrams-received", seconds),
                rate(before, now, "retransmits-sent", seconds));
        busiest(before, now, seconds, out);
        failing(now, out);
        out.flush();
    }

    private static double rate(Picture before, Picture now, String counter, double seconds) {
        long difference =
                now.counters().getOrDefault(counter, 0L) - before.counters().getOrDefault(counter, 0L);
        return Math.max(0, difference) / seconds;
    }

    private void busiest(Picture before, Picture now, double seconds, PrintWriter out) {
        Table table = new Table("BUSIEST PEERS", "OCTETS/S");
        now.octets().entrySet().stream()
                .map(entry -> Map.entry(
                        entry.getKey(),
                        Math.max(0, entry.getValue() - before.octets().getOrDefault(entry.getKey(), 0L)) / seconds))
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(lines)
                .forEach(entry -> table.row(entry.getKey(), ShowIpsecCommand.octets(Math.round(entry.getValue()))));
        out.println(table);
    }

    private void failing(Picture now, PrintWriter out) {
        Map<String, List<ViciMessage>> byPeer = new HashMap<>();
        for (ViciMessage failure : now.failures()) {
            byPeer.computeIfAbsent(ShowIkeCommand.text(failure, "remote-host"), _ -> new ArrayList<>())
                    .add(failure);
        }
        Table table = new Table("FAILING PEERS", "FAILED", "LAST", "WHY");
        byPeer.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, List<ViciMessage>> entry) ->
                                entry.getValue().size())
                        .reversed())
                .limit(lines)
                .forEach(entry -> {
                    ViciMessage last = entry.getValue().getFirst();
                    table.row(
                            entry.getKey(),
                            entry.getValue().size(),
                            ago(ShowIkeCommand.text(last, "time")),
                            ShowIkeCommand.text(last, "text"));
                });
        out.print(table);
    }

    private static String ago(String time) {
        Duration since = Duration.between(Instant.parse(time), Instant.now());
        return since.toHours() > 0 ? since.toHours() + "h" : since.toMinutes() + "m" + since.toSecondsPart() + "s";
    }
}
