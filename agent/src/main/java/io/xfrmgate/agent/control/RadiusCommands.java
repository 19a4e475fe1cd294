package io.xfrmgate.agent.control;

import io.xfrmgate.agent.aaa.AaaRuntime;
import io.xfrmgate.agent.aaa.RadiusServerView;
import io.xfrmgate.agent.vici.ViciMessage;
import java.util.Map;

/** {@code xfrmgate-radius-servers}: the RADIUS servers that somebody uses, and what was counted of each. */
public final class RadiusCommands {
    private final AaaRuntime aaa;

    public RadiusCommands(AaaRuntime aaa) {
        this.aaa = aaa;
    }

    /** By name. */
    public Map<String, ControlCommand> commands() {
        return Map.of("xfrmgate-radius-servers", (request, client) -> servers());
    }

    private ViciMessage servers() {
        ViciMessage.Builder answer = ViciMessage.builder();
        int number = 0;
        for (RadiusServerView server : aaa.servers()) {
            answer.section(
                    "server-" + ++number,
                    ViciMessage.builder()
                            .put("server", server.name())
                            .put("namespace", server.namespace())
                            .put("state", server.up() ? "up" : "dead")
                            .put("requests", server.requests())
                            .put("retransmits", server.retransmits())
                            .put("timeouts", server.timeouts())
                            .put("accepts", server.accepts())
                            .put("rejects", server.rejects())
                            .put("challenges", server.challenges())
                            .put("ignored", server.ignored())
                            .build());
        }
        return answer.build();
    }
}
