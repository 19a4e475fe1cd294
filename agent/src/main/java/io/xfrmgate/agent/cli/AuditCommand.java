package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciClient;
import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "audit",
        description = "Compare the daemon's SAs with the kernel's states and policies.",
        footer = {
            "",
            "Says what is missing in the kernel, what is there unknown to the daemon, and what is there in another way. Ends "
                    + "with status 0 where there is no difference, else with 1."
        },
        mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
    @Mixin
    private final ControlOptions control = new ControlOptions();

    @Override
    public Integer call() throws IOException {
        List<ViciMessage> differences = new ArrayList<>();
        ViciMessage answer;
        try (ViciClient client = control.connect()) {
            answer = client.stream("xfrmgate-audit", ViciMessage.EMPTY, "xfrmgate-difference", differences::add);
        }
        if (!answer.isYes("success")) {
            throw new IOException(answer.text("errmsg").orElse("the daemon could not compare"));
        }
        control.show(differences, out -> {
            for (ViciMessage difference : differences) {
                String place = difference
                        .text("netns")
                        .filter(name -> !name.isEmpty())
                        .map(name -> " in netns " + name)
                        .orElse("");
                out.println(ShowIkeCommand.text(difference, "kind") + " " + ShowIkeCommand.text(difference, "object")
                        + place + ": " + ShowIkeCommand.text(difference, "detail"));
            }
            long namespaces = ShowIpsecCommand.number(answer, "namespaces");
            out.println(ShowIkeCommand.text(answer, "child-sas") + " Child SAs, "
                    + ShowIkeCommand.text(answer, "states") + " states and "
                    + ShowIkeCommand.text(answer, "policies") + " policies in the kernel"
                    + (namespaces > 1 ? ", in " + namespaces + " network namespaces: " : ", ")
                    + (differences.isEmpty() ? "no difference" : differences.size() + " differences"));
        });
        return differences.isEmpty() ? Cli.DONE : Cli.FAILED;
    }
}
