package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.Payload;
import io.xfrmgate.agent.config.model.PayloadPolicy;
import io.xfrmgate.agent.config.model.TunnelPolicy;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.config.ChildPolicy;
import io.xfrmgate.ike.config.PeerPolicy;

/** What peers are allowed, for the core. */
final class PeerPolicies {
    private static final long MILLIS = 1000;

    private PeerPolicies() {}

    static PeerPolicy of(TunnelPolicy policy) {
        PeerPolicy.OverloadAction overload =
                switch (policy.overload().map(Located::value).orElse(Defaults.OVERLOAD)) {
                    case IGNORE -> PeerPolicy.OverloadAction.IGNORE;
                    case TERMINATE -> PeerPolicy.OverloadAction.TERMINATE;
                };
        long idle = Math.min(Integer.MAX_VALUE, Defaults.orElse(policy.idleSeconds(), 0) * MILLIS);
        return new PeerPolicy(
                overload,
                policy.uniqueIdentity(),
                (int) idle,
                policy.keepaliveUserActivity(),
                !policy.ignoreRekeying());
    }

    /** Of a map: its selectors are what the access list says. */
    static ChildPolicy ofMap(Payload payload) {
        return new ChildPolicy(false, false, 0, maximum(payload.policy()), acceptsRekey(payload));
    }

    static ChildPolicy ofTemplate(Payload payload, TemplateTraffic traffic) {
        int limit = (int) Defaults.orElse(payload.policy().maximumTsr(), Defaults.MAXIMUM_TSR);
        return new ChildPolicy(
                traffic.remoteIsPeer(), traffic.paired(), limit, maximum(payload.policy()), acceptsRekey(payload));
    }

    private static int maximum(PayloadPolicy policy) {
        return (int) Defaults.orElse(policy.maximumChildSas(), 0);
    }

    /** "Rekeying is disabled by default, and rekey requests are ignored": one word turns on both. */
    private static boolean acceptsRekey(Payload payload) {
        return payload.rekey() && !payload.policy().ignoreRekeying();
    }
}
