package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Interpreter;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.agent.config.syntax.SourceText;
import java.util.ArrayList;
import java.util.List;

/** The language as a whole. */
public final class Grammar {
    private static final Mode<ModelBuilder> TOP = new Mode.Builder<ModelBuilder>("configuration mode", Types.ALL)
            .command("configure [ confirm ]", (model, match, findings) -> {})
            .opening("gateway", GatewayMode.MODE, (model, match, findings) -> model.gateway(), GatewayBuilder::new)
            .opening(
                    "context <name:name>",
                    ContextMode.MODE,
                    (model, match, findings) -> model.context(match.text("name")),
                    ContextMode::scratch)
            .command("no context <name:name>", (model, match, findings) -> {
                if (!model.removeContext(match.text("name").value())) {
                    ContextMode.nothingToRemove(match, "context", findings);
                }
            })
            .with(PkiCommands::add)
            .build();

    private Grammar() {}

    /** Reads a file into a model. The model is whole only if there were no errors. */
    public static ConfigModel read(SourceText source, Findings findings) {
        ModelBuilder model = new ModelBuilder();
        Interpreter.run(TOP, model, source, findings);
        return model.build();
    }

    /** Every mode, the outermost first. */
    public static List<Mode<?>> modes() {
        List<Mode<?>> modes = new ArrayList<>(List.of(
                TOP,
                GatewayMode.MODE,
                ContextMode.MODE,
                TransformSetModes.IKE,
                TransformSetModes.IPSEC,
                AccessListModes.IPV4,
                AccessListModes.IPV6,
                CryptoModes.MAP,
                CryptoModes.TEMPLATE,
                PayloadMode.MODE,
                GroupModes.GROUP,
                GroupModes.MANUAL,
                PoolCommands.SUBSCRIBER,
                PeerSecretModes.LIST,
                AaaCommands.GROUP,
                PeerSecretModes.EAP));
        modes.addAll(ServiceModes.ALL.values());
        modes.addAll(Ike1Commands.MODES);
        return List.copyOf(modes);
    }
}
