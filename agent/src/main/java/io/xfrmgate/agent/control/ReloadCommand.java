package io.xfrmgate.agent.control;

import io.xfrmgate.agent.ReloadOutcome;
import io.xfrmgate.agent.config.ConfigDifference;
import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.v2.ApplyChanges;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code reload}, also as VICI's {@code reload-settings}: the daemon reads its file again; {@code now} has SAs follow at once. */
public final class ReloadCommand implements ControlCommand {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadCommand.class);

    /** Characters of one line: it must fit a VICI value in UTF-8. */
    private static final int MAX_LINE = 16_000;

    private final Function<ApplyChanges, ReloadOutcome> daemon;

    public ReloadCommand(Function<ApplyChanges, ReloadOutcome> daemon) {
        this.daemon = daemon;
    }

    @Override
    public ViciMessage run(ViciMessage request, Client client) throws IOException {
        boolean now = request.isYes("now");
        LOG.info(
                "{}",
                LogLine.event("control-command")
                        .add("command", "reload")
                        .add("who", client.who())
                        .add("now", now));
        ReloadOutcome outcome = daemon.apply(now ? ApplyChanges.NOW : ApplyChanges.AT_NEXT_NEGOTIATION);
        return answer(outcome, client);
    }

    /** Tells what was found and what changed, and what became of it. */
    static ViciMessage answer(ReloadOutcome outcome, Client client) throws IOException {
        for (var problem : outcome.problems()) {
            tell(client, problem.render());
        }
        for (String line : outcome.difference().map(ConfigDifference::render).orElse(List.of())) {
            tell(client, line);
        }
        if (!outcome.applied()) {
            return outcome.failure()
                    .map(ViciMessage::failure)
                    .orElseGet(() -> rejected("the configuration has "
                            + outcome.problems().size() + " problems; the one before stays in effect"));
        }
        return ViciMessage.builder()
                .put("success", true)
                .put("ike-sas-closed", outcome.result().ikeClosed())
                .put("child-sas-closed", outcome.result().childClosed())
                .put("begun", outcome.result().begun())
                .put("rekeys", outcome.result().rekeys())
                .put("kept", outcome.result().kept())
                .build();
    }

    /** The answer that the configuration is wrong, as against one that can not be taken now. */
    static ViciMessage rejected(String why) {
        return ViciMessage.builder()
                .put("success", false)
                .put("errmsg", why)
                .put("rejected", true)
                .build();
    }

    /** A line for the operator, as a log event. */
    static void tell(Client client, String text) throws IOException {
        client.stream(
                ChangeCommands.CONTROL_LOG,
                ViciMessage.builder()
                        .put("group", "CFG")
                        .put("level", 1)
                        .put("msg", text.length() <= MAX_LINE ? text : text.substring(0, MAX_LINE))
                        .build());
    }
}
