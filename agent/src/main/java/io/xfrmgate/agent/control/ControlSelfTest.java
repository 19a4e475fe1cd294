package io.xfrmgate.agent.control;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/** A control socket without a gateway behind it, to see whether sockets and command line work here. */
public final class ControlSelfTest {
    private ControlSelfTest() {}

    /**
     * Serves one IKE SA that there is not, in a directory of its own.
     *
     * @param client given the socket
     * @return what the client returned
     */
    public static int run(ToIntFunction<Path> client) throws IOException {
        Path directory = Files.createTempDirectory("xfrmgate");
        ViciMessage sa = ViciMessage.builder()
                .put("uniqueid", 1)
                .put("state", "ESTABLISHED")
                .put("remote-id", "self-test")
                .put("remote-host", "127.0.0.1")
                .put("established", 1)
                .section("child-sas", children -> {})
                .build();
        ControlCommand list = (request, asker) -> {
            asker.stream(
                    SaCommands.LIST_SA,
                    ViciMessage.builder().section("self-test", sa).build());
            return ViciMessage.EMPTY;
        };
        Path socket = directory.resolve("control.sock");
        try (ControlServer server = ControlServer.start(
                socket, Map.of("list-sas", list), Set.of(SaCommands.LIST_SA), ControlServer.PATIENCE)) {
            return client.applyAsInt(server.path());
        } finally {
            Files.deleteIfExists(directory);
        }
    }
}
