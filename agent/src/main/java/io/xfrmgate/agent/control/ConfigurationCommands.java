package io.xfrmgate.agent.control;

import io.xfrmgate.agent.ConfigSource;
import io.xfrmgate.agent.ReloadOutcome;
import io.xfrmgate.agent.config.ConfigDifference;
import io.xfrmgate.agent.config.ConfigLoader;
import io.xfrmgate.agent.config.ConfigProblem;
import io.xfrmgate.agent.config.ConfigResult;
import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.agent.pki.PkiReader;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.v2.ApplyChanges;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code xfrmgate-diff} and {@code xfrmgate-apply}: a client's configuration against the running one. The client sends its
 * text, in pieces that fit VICI's values, or a path that the daemon is to read, where the text is too long for a packet.
 */
public final class ConfigurationCommands {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationCommands.class);

    static final String DIFF = "xfrmgate-diff";
    static final String APPLY = "xfrmgate-apply";

    private final GatewayState state;
    private final PkiReader certificates;
    private final BiFunction<ConfigSource, ApplyChanges, ReloadOutcome> apply;

    /**
     * @param certificates reads what a configuration names
     * @param apply has the daemon take a configuration
     */
    public ConfigurationCommands(
            GatewayState state, PkiReader certificates, BiFunction<ConfigSource, ApplyChanges, ReloadOutcome> apply) {
        this.state = state;
        this.certificates = certificates;
        this.apply = apply;
    }

    /** By their names. */
    public Map<String, ControlCommand> commands() {
        return Map.of(DIFF, this::diff, APPLY, this::apply);
    }

    private ConfigSource source(ViciMessage request) {
        String name = request.text("file")
                .orElseThrow(() -> new IllegalArgumentException("file is missing: the name of the configuration"));
        if (!request.sections().containsKey("text")) {
            Path path = Path.of(name);
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("say the text, or an absolute path that the daemon can read");
            }
            return running -> ConfigLoader.load(path, certificates, running);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        ViciMessage pieces = request.section("text");
        pieces.elements()
                .keySet()
                .forEach(piece -> whole.writeBytes(pieces.octets(piece).orElse(new byte[0])));
        byte[] octets = whole.toByteArray();
        return running -> ConfigLoader.parse(octets, name, certificates, running);
    }

    private ViciMessage diff(ViciMessage request, ControlCommand.Client client)
            throws IOException, InterruptedException {
        GatewayConfig running = state.config().get();
        return switch (source(request).read(running.placement())) {
            case ConfigResult.Rejected(var problems) -> {
                tell(client, problems);
                yield ReloadCommand.rejected(problems.size() + " problems; nothing of it would take effect");
            }
            case ConfigResult.Loaded(var next, var warnings) -> {
                tell(client, warnings);
                ConfigDifference difference = ConfigDifference.between(running, next);
                if (difference.isEmpty()) {
                    ReloadCommand.tell(client, "nothing would change");
                }
                LiveChanges live =
                        LiveChanges.of(running, next, state.snapshots().latest());
                for (String line : difference.render(name -> live.render(name))) {
                    ReloadCommand.tell(client, line);
                }
                yield ViciMessage.builder()
                        .put("success", true)
                        .put("objects", difference.objects().size())
                        .put("tunnels", difference.tunnels().size())
                        .put("ike-sas-ending", live.ikeSasEnding())
                        .put("child-sas-ending", live.childSasEnding())
                        .section("live", live.message())
                        .build();
            }
        };
    }

    private static void tell(ControlCommand.Client client, List<ConfigProblem> problems) throws IOException {
        for (ConfigProblem problem : problems) {
            ReloadCommand.tell(client, problem.render());
        }
    }

    private ViciMessage apply(ViciMessage request, ControlCommand.Client client) throws IOException {
        boolean now = request.isYes("now");
        LOG.info(
                "{}",
                LogLine.event("control-command")
                        .add("command", "apply")
                        .add("who", client.who())
                        .add("file", request.text("file").orElse(""))
                        .add("now", now));
        return ReloadCommand.answer(
                apply.apply(source(request), now ? ApplyChanges.NOW : ApplyChanges.AT_NEXT_NEGOTIATION), client);
    }
}
