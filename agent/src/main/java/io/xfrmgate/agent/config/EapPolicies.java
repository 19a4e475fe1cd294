package io.xfrmgate.agent.config;

import io.xfrmgate.agent.aaa.EapRules;
import io.xfrmgate.agent.aaa.RadiusGroup;
import io.xfrmgate.agent.aaa.RadiusServer;
import io.xfrmgate.agent.config.model.AaaGroup;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.EapProfile;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.eap.EapPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What an {@code eap-profile} and its {@code aaa group} say, as the core and the RADIUS client take it. */
final class EapPolicies {
    private static final long PORT = 1812;
    private static final long TIMEOUT_SECONDS = 3;
    private static final long RETRIES = 5;
    private static final long DEAD_MINUTES = 10;
    private static final long FAILURES = 4;
    private static final long LAST = 1000;

    private EapPolicies() {}

    /** Those of a profile's methods that can end here; a hash is better than a password. */
    static List<EapRules.Method> ended(EapProfile profile) {
        List<EapProfile.Method> named =
                profile.methods().stream().map(Located::value).toList();
        List<EapRules.Method> ended = new ArrayList<>();
        if (named.contains(EapProfile.Method.EAP_MD5)) {
            ended.add(EapRules.Method.MD5);
        }
        if (named.contains(EapProfile.Method.EAP_GTC)) {
            ended.add(EapRules.Method.GTC);
        }
        return ended;
    }

    /** Of a profile that the {@link ConfigValidator} found right, and that is in effect. */
    static EapPolicy of(ContextSection context, String profileName, SecretOpener opener) {
        EapProfile profile = context.eapProfile(profileName).orElseThrow();
        AaaGroup group = context.aaaGroup(profile.group()).orElseThrow();
        return new EapPolicy(
                "eap-profile " + profileName,
                profile.requestIdentity(),
                profile.eapOnly(),
                new EapRules(
                        group(context, group, opener),
                        profile.mode() == EapProfile.Mode.TERMINATE ? ended(profile) : List.of()));
    }

    private static RadiusGroup group(ContextSection context, AaaGroup group, SecretOpener opener) {
        List<RadiusServer> servers = group.servers().stream()
                .sorted(Comparator.comparingLong(s -> Defaults.orElse(s.priority(), LAST)))
                .map(s -> new RadiusServer(
                        s.address().value(),
                        (int) Defaults.orElse(s.port(), PORT),
                        opener.secret(s.key().value())))
                .toList();
        return new RadiusGroup(
                context.name() + "/" + group.name(),
                context.netns().map(Located::value),
                servers,
                group.roundRobin(),
                Duration.ofSeconds(Defaults.orElse(group.timeoutSeconds(), TIMEOUT_SECONDS)),
                (int) Defaults.orElse(group.maxRetries(), RETRIES),
                (int) Defaults.orElse(group.consecutiveFailures(), FAILURES),
                Duration.ofMinutes(Defaults.orElse(group.deadMinutes(), DEAD_MINUTES)),
                group.nasIdentifier().map(Located::value),
                group.nasAddress().map(Located::value),
                group.bareAnswers());
    }
}
