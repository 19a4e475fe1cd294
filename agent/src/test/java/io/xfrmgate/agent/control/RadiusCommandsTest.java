package io.xfrmgate.agent.control;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.aaa.AaaRuntime;
import io.xfrmgate.agent.aaa.RadiusGroup;
import io.xfrmgate.agent.aaa.RadiusServer;
import io.xfrmgate.agent.aaa.RadiusSockets;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.net.IpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RadiusCommandsTest {
    private static RadiusServer server(String address) {
        return new RadiusServer(IpAddress.parse(address), 1812, new Secret("SECRET".getBytes(StandardCharsets.UTF_8)));
    }

    private static ViciMessage ask(AaaRuntime aaa) throws Exception {
        ControlCommand command =
                requireNonNull(new RadiusCommands(aaa).commands().get("xfrmgate-radius-servers"));
        return command.run(ViciMessage.EMPTY, new ControlCommand.Client() {
            @Override
            public void stream(String event, ViciMessage message) {
                throw new AssertionError("the servers are in the answer, not in events");
            }

            @Override
            public String who() {
                return "0(root)";
            }

            @Override
            public boolean mayTakeKeys() {
                return false;
            }
        });
    }

    @Test
    void serversInOrderAndWithoutTheirKeys() throws Exception {
        try (AaaRuntime aaa = AaaRuntime.open((namespace, from, server) -> RadiusSockets.connected(from, server))) {
            assertThat(ask(aaa).sections()).isEmpty();
            aaa.use(List.of(new RadiusGroup(
                    "c/default",
                    Optional.of("blue"),
                    List.of(server("192.0.2.9"), server("2001:db8::1"), server("192.0.2.8")),
                    false,
                    Duration.ofSeconds(3),
                    5,
                    4,
                    Duration.ofMinutes(10),
                    Optional.empty(),
                    Optional.empty(),
                    false)));
            ViciMessage answer = ask(aaa);
            assertThat(answer.sections().values())
                    .extracting(s -> s.text("server").orElse(""))
                    .containsExactly("192.0.2.8:1812", "192.0.2.9:1812", "[2001:db8::1]:1812");
            ViciMessage first = requireNonNull(answer.sections().get("server-1"));
            assertThat(first.text("state")).contains("up");
            assertThat(first.text("namespace")).contains("blue");
            assertThat(first.text("requests")).contains("0");
            assertThat(answer.toString()).doesNotContain("SECRET");
        }
    }
}
