package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.vici.ViciChannel;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.agent.vici.ViciPacket;
import io.xfrmgate.agent.vici.ViciPacket.Kind;
import io.xfrmgate.ike.gen.ForAll;
import io.xfrmgate.ike.gen.Gen;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is asked of the daemon, the answer is a result or a clear error, and the next client is served. */
@Timeout(180)
final class HostileRequestsIT {
    private static final List<String> COMMANDS = List.of(
            "version",
            "stats",
            "list-conns",
            "get-conns",
            "get-algorithms",
            "list-sas",
            "list-policies",
            "list-certs",
            "list-authorities",
            "get-pools",
            "get-counters",
            "reset-counters",
            "initiate",
            "terminate",
            "rekey",
            "reload",
            "reload-settings",
            "crypto-group-activate",
            "xfrmgate-audit",
            "xfrmgate-apply",
            "xfrmgate-ca-crls",
            "xfrmgate-ca-certificates",
            "xfrmgate-certificates",
            "xfrmgate-crypto-drivers",
            "xfrmgate-offload",
            "xfrmgate-debug",
            "xfrmgate-diff",
            "xfrmgate-failures",
            "xfrmgate-clear-failures",
            "xfrmgate-radius-servers",
            "xfrmgate-show-configuration");

    private static final String[] KEYS = {
        "ike",
        "child",
        "ike-id",
        "child-id",
        "peer",
        "spi",
        "children",
        "limit",
        "seconds",
        "off",
        "group",
        "member",
        "all",
        "now",
        "name",
        "text",
        "file",
        "path",
        "config",
        "trap",
        "leases",
        "subject",
        "type",
        "flag",
        ""
    };

    private static final String[] VALUES = {
        "",
        " ",
        "yes",
        "0",
        "-1",
        "1",
        "99999999999999999999",
        "1e3",
        "0x",
        "%any",
        "peer",
        "site",
        "primary",
        "127.0.0.2",
        "::ffff:999.1.1.1",
        "/dev/zero",
        "../../etc/shadow",
        "configure\nend\n",
        "'; \"\u0000\n\r\u001b[2J",
        "x".repeat(65_000),
        "ü".repeat(30_000)
    };

    private static ViciMessage message(SplittableRandom random, int depth) {
        ViciMessage.Builder message = ViciMessage.builder();
        for (int i = random.nextInt(5); i > 0; i--) {
            String key = Gen.of(KEYS).next(random);
            switch (random.nextInt(depth == 0 ? 6 : 8)) {
                case 0 -> message.put(key, Gen.bytes(0, 400).next(random));
                case 1 -> message.list(key, Collections.nCopies(random.nextInt(100), "item"));
                case 6, 7 -> message.section(key, message(random, depth - 1));
                default -> message.put(key, Gen.of(VALUES).next(random));
            }
        }
        // 0 is to wait for minutes, as VICI has it
        return message.put(
                        "timeout",
                        Gen.of("-1", "1", "x", "-99999999999999999999").next(random))
                .build();
    }

    private record Asked(String command, ViciMessage request) {}

    @TempDir
    Path directory;

    @Test
    void eachGetsAnAnswer() throws Exception {
        ControlledSite site = new ControlledSite(directory);
        site.run(() -> {
            try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(site.socket()))) {
                ViciChannel client = new ViciChannel(socket, ViciPacket.MAX_LENGTH);
                ForAll.forAll(
                        41,
                        2_000,
                        random -> new Asked(
                                Gen.of(COMMANDS.toArray(String[]::new)).next(random), message(random, 3)),
                        asked -> {
                            ViciPacket answer = answer(client, asked);
                            assertThat(answer.kind()).isEqualTo(Kind.COMMAND_RESPONSE);
                            if (answer.message()
                                    .text("success")
                                    .filter("no"::equals)
                                    .isPresent()) {
                                assertThat(answer.message().text("errmsg").orElse(""))
                                        .isNotBlank()
                                        .hasSizeLessThan(2_000)
                                        .doesNotContain("internal error");
                            }
                        });
                assertThat(answer(client, new Asked("no-such-command", ViciMessage.EMPTY))
                                .kind())
                        .isEqualTo(Kind.COMMAND_UNKNOWN);
            }
        });
    }

    private static ViciPacket answer(ViciChannel client, Asked asked) throws IOException {
        client.write(ViciPacket.request(asked.command(), asked.request()));
        return client.read();
    }
}
