package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciClient;
import io.xfrmgate.agent.vici.ViciJson;
import io.xfrmgate.agent.vici.ViciMessage;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "monitor",
        description = "Print what happens, as it happens, until Ctrl-C.",
        footer = {
            "",
            "One line an event, as in the log. With --sas only set-up, rekey and end of SAs, which --json prints with all "
                    + "that is known of them."
        },
        mixinStandardHelpOptions = true)
final class MonitorCommand implements Callable<Integer> {
    private static final List<String> SA_EVENTS =
            List.of("ike-updown", "ike-rekey", "ike-update", "child-updown", "child-rekey");

    @Mixin
    private final ControlOptions control = new ControlOptions();

    @Option(names = "--sas", description = "Events of SAs, not the log.")
    private boolean sas;

    @Override
    public Integer call() throws IOException {
        try (ViciClient client = control.connect()) {
            client.listen(sas ? SA_EVENTS : List.of("log"), this::print);
        } catch (EOFException e) {
            control.err().println("xfrmgate: the daemon has ended");
        }
        return Cli.FAILED;
    }

    private void print(String event, ViciMessage message) {
        PrintWriter out = control.out();
        if (control.json()) {
            out.println(ViciJson.object(ViciMessage.builder()
                    .put("event", event)
                    .section("data", message)
                    .build()));
        } else if (!sas) {
            out.println(message.text("msg").orElse(""));
        } else {
            message.sections().forEach((config, sa) -> out.println(line(event, config, message, sa)));
        }
        out.flush();
    }

    private static String line(String event, String config, ViciMessage message, ViciMessage sa) {
        ViciMessage named = sa.elements().containsKey("new") ? sa.section("new") : sa;
        String what = event.endsWith("updown") ? event.replace("updown", message.isYes("up") ? "up" : "down") : event;
        return what + " " + config + " #" + named.text("uniqueid").orElse("?") + " "
                + named.text("remote-id").orElse("%any") + " "
                + named.text("remote-host").orElse("?")
                + String.join(
                        "",
                        sa.section("child-sas").sections().keySet().stream()
                                .map(child -> " " + child)
                                .toList());
    }
}
