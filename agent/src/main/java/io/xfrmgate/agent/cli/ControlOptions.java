package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciClient;
import io.xfrmgate.agent.vici.ViciJson;
import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What all commands that ask a running daemon have in common. */
final class ControlOptions {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--control",
            paramLabel = "PATH",
            defaultValue = "${env:XFRMGATE_CONTROL:-/run/xfrmgate/control.sock}",
            description = "The daemon's control socket; default ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path socket;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    ViciClient connect() throws IOException {
        try {
            return ViciClient.connect(socket);
        } catch (IOException e) {
            throw new NoDaemonException(e);
        }
    }

    /** All events of a command that streams them. */
    List<ViciMessage> collect(String command, ViciMessage request, String event) throws IOException {
        try (ViciClient client = connect()) {
            List<ViciMessage> messages = new ArrayList<>();
            refuseFailure(client.stream(command, request, event, messages::add));
            return messages;
        }
    }

    /** The answer of a command. */
    ViciMessage ask(String command, ViciMessage request) throws IOException {
        try (ViciClient client = connect()) {
            return refuseFailure(client.call(command, request));
        }
    }

    private static ViciMessage refuseFailure(ViciMessage answer) throws IOException {
        if (answer.text("success").isPresent() && !answer.isYes("success")) {
            throw new IOException(answer.text("errmsg").orElse("the daemon did not do it"));
        }
        return answer;
    }

    /** Prints messages, as JSON or as a text that is made of them. */
    int show(List<ViciMessage> messages, Consumer<PrintWriter> text) {
        if (json) {
            out().println(ViciJson.array(messages));
        } else {
            text.accept(out());
        }
        out().flush();
        return Cli.DONE;
    }

    /** Has a command done that changes something, and prints what it tells meanwhile; the exit status. */
    int change(String command, ViciMessage request, String done) throws IOException {
        return change(command, request, answer -> done);
    }

    /** The same, with a last line that is made of the answer. */
    int change(String command, ViciMessage request, Function<ViciMessage, String> done) throws IOException {
        try (ViciClient client = connect()) {
            ViciMessage answer = client.stream(command, request, "control-log", event -> {
                if (!json) {
                    out().println(event.text("msg").orElse(""));
                    out().flush();
                }
            });
            return finish(answer, done);
        }
    }

    /** Prints the answer of a command that did something, or why it did not; the exit status. */
    int finish(ViciMessage answer, Function<ViciMessage, String> done) {
        if (json) {
            out().println(ViciJson.object(answer));
        } else if (answer.isYes("success")) {
            out().println(done.apply(answer));
        } else {
            err().println("xfrmgate: " + answer.text("errmsg").orElse("the daemon did not do it"));
        }
        if (answer.isYes("success")) {
            return Cli.DONE;
        }
        return answer.isYes("rejected") ? Cli.WRONG_USE : Cli.FAILED;
    }
}
