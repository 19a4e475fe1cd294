package io.xfrmgate.agent.control;

import io.xfrmgate.agent.config.ConfigPrinter;
import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.agent.telemetry.FailureHistory;
import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What VICI has no command for, in its encoding. Names begin with {@code xfrmgate-}. */
final class OwnCommands {
    private static final Logger LOG = LoggerFactory.getLogger(OwnCommands.class);

    static final String FAILURE = "xfrmgate-failure";
    static final String TEXT = "xfrmgate-text";

    /** Characters of one event's text: it must fit a VICI value in UTF-8. */
    private static final int PIECE = 16_000;

    private final GatewayState state;

    OwnCommands(GatewayState state) {
        this.state = state;
    }

    /** {@code xfrmgate-failures}: filters ike, peer (address or identity), limit; the latest first. */
    ViciMessage failures(ViciMessage request, ControlCommand.Client client) throws IOException {
        Optional<String> ike = request.text("ike");
        Optional<String> peer = request.text("peer");
        int limit = request.text("limit").map(OwnCommands::limit).orElse(FailureHistory.CAPACITY);
        int shown = 0;
        for (FailureHistory.Entry entry : state.failures().latest()) {
            var sa = entry.failure().ikeSa();
            boolean matches = ike.filter(name -> !name.equals(sa.config())).isEmpty()
                    && peer.filter(wanted ->
                                    !wanted.equals(sa.remote().address().toString())
                                            && sa.peer()
                                                    .filter(wanted::equalsIgnoreCase)
                                                    .isEmpty())
                            .isEmpty();
            if (matches && shown < limit) {
                shown++;
                client.stream(FAILURE, FailureMessages.of(entry));
            }
        }
        return ViciMessage.builder()
                .put("success", true)
                .put("total", state.failures().total())
                .put("shown", shown)
                .build();
    }

    private static int limit(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("limit is no number: " + text, e);
        }
    }

    /** {@code xfrmgate-clear-failures}. */
    ViciMessage clearFailures(ViciMessage request, ControlCommand.Client client) {
        LOG.info(
                "{}",
                LogLine.event("control-command")
                        .add("command", "clear-failures")
                        .add("who", client.who()));
        state.failures().clear();
        return ViciMessage.success();
    }

    /** {@code xfrmgate-show-configuration}: in pieces; secrets are masked. */
    ViciMessage configuration(ViciMessage request, ControlCommand.Client client) throws IOException {
        String text = ConfigPrinter.print(state.config().get().model());
        for (int from = 0; from < text.length(); from += PIECE) {
            int to = Math.min(text.length(), from + PIECE);
            client.stream(
                    TEXT,
                    ViciMessage.builder().put("text", text.substring(from, to)).build());
        }
        return ViciMessage.success();
    }
}
