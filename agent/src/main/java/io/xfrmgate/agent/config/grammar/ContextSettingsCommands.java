package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.ContextSettings;
import io.xfrmgate.agent.config.model.Profile;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import java.util.Arrays;
import java.util.Optional;

/** A context as a whole: its algorithms, its policy tables. All of it is ours. */
final class ContextSettingsCommands {
    private ContextSettingsCommands() {}

    static Located<Profile> profile(Match match) {
        Located<String> word = match.keyword(
                Arrays.stream(Profile.values()).map(Profile::keyword).toList());
        return word.with(Profile.of(word.value()));
    }

    static void add(Mode.Builder<ContextBuilder> mode) {
        mode.command(
                        "profile { 3gpp-33.210 | staros-compat }",
                        (context, match, findings) -> context.profile = Optional.of(profile(match)))
                .command("{ default | no } profile", (context, match, findings) -> context.profile = Optional.empty())
                .command(
                        "policy-hash-threshold { ipv4 <local4:int(0..32)> <remote4:int(0..32)>"
                                + " | ipv6 <local6:int(0..128)> <remote6:int(0..128)> }",
                        (context, match, findings) -> {
                            if (match.has("ipv4")) {
                                context.hash4 = Optional.of(threshold(match, "local4", "remote4"));
                            } else {
                                context.hash6 = Optional.of(threshold(match, "local6", "remote6"));
                            }
                        })
                .command("{ default | no } policy-hash-threshold { ipv4 | ipv6 }", (context, match, findings) -> {
                    if (match.has("ipv4")) {
                        context.hash4 = Optional.empty();
                    } else {
                        context.hash6 = Optional.empty();
                    }
                });
    }

    private static ContextSettings.HashThreshold threshold(Match match, String local, String remote) {
        return new ContextSettings.HashThreshold(
                match.number(local).value().intValue(),
                match.number(remote).value().intValue());
    }
}
