package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Mode;
import java.util.Optional;

/** What a map's or template's states and policies get in the kernel. But for the DF bit, all of it is ours. */
final class KernelCommands {
    static final String NO_SET_BIT =
            "Linux copies the DF bit to the outer header or clears it there; it has no way to set it";

    private KernelCommands() {}

    static <B extends TunnelBuilder> void add(Mode.Builder<B> mode) {
        mode.command(
                        "replay-window <packets:int(0..4096)>",
                        (tunnel, match, findings) -> tunnel.replayWindow = Optional.of(match.number("packets")))
                .command(
                        "{ default | no } replay-window",
                        (tunnel, match, findings) -> tunnel.replayWindow = Optional.empty())
                .command(
                        "if-id <id:int(1..4294967295)>",
                        (tunnel, match, findings) -> tunnel.ifId = Optional.of(match.number("id")))
                .command("{ default | no } if-id", (tunnel, match, findings) -> tunnel.ifId = Optional.empty())
                .command(
                        "mark <mark:mark>",
                        (tunnel, match, findings) ->
                                tunnel.mark = Optional.of(match.value("mark", TunnelSettings.Mark.class)))
                .command("{ default | no } mark", (tunnel, match, findings) -> tunnel.mark = Optional.empty())
                .command(
                        "tfc-padding <octets:int(1..65535)>",
                        (tunnel, match, findings) -> tunnel.tfcPadding = Optional.of(match.number("octets")))
                .command(
                        "{ default | no } tfc-padding",
                        (tunnel, match, findings) -> tunnel.tfcPadding = Optional.empty())
                .command(
                        "policy-priority <priority:int(1..1000000000)>",
                        (tunnel, match, findings) -> tunnel.policyPriority = Optional.of(match.number("priority")))
                .command(
                        "{ default | no } policy-priority",
                        (tunnel, match, findings) -> tunnel.policyPriority = Optional.empty())
                .command(
                        "offload device <device:name> { crypto | packet }",
                        (tunnel, match, findings) -> tunnel.offload =
                                Optional.of(new TunnelSettings.Offload(match.text("device"), match.has("packet"))))
                .command("{ default | no } offload", (tunnel, match, findings) -> tunnel.offload = Optional.empty())
                .command(
                        "control-dont-fragment { clear-bit | copy-bit }",
                        (tunnel, match, findings) -> tunnel.clearDontFragment = match.has("clear-bit"))
                .command(
                        "{ default | no } control-dont-fragment [ clear-bit | copy-bit | set-bit ]",
                        (tunnel, match, findings) -> tunnel.clearDontFragment = false)
                .withoutEffect("control-dont-fragment set-bit", NO_SET_BIT, "write copy-bit or clear-bit");
    }
}
