package io.xfrmgate.agent.kernel;

import io.xfrmgate.agent.config.PolicyHash;
import io.xfrmgate.agent.config.model.ContextSettings.HashThreshold;
import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.nativeio.xfrm.PolicyDirection;
import io.xfrmgate.nativeio.xfrm.Selector;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How many policies the kernel does not find by hash, because a prefix of theirs is shorter than the threshold. Each new one of those costs
 * a walk through all of them (xfrm_policy_inexact_insert, up to Linux 6.11), so that is told when they are many. Not for several threads.
 */
final class UnhashedPolicies {
    /** With so many a walk costs as much as all else that the kernel does for a policy. It is told again when they are twice as many. */
    static final int MANY = 1_000;

    private final Consumer<LogLine> log;
    private PolicyHash hash = PolicyHash.DEFAULT;
    /** How many there are of each; there are as many lengths as the configuration brings about. */
    private final Map<Lengths, Integer> counts = new HashMap<>();

    private int count;
    private int next = MANY;

    /** The prefixes of a policy, as the thresholds see them. */
    private record Lengths(boolean v6, int local, int remote) {
        static Lengths of(PolicyTable.Key key) {
            Selector selector = key.selector();
            boolean v6 = AddressWords.isV6(selector.destination());
            return key.direction() == PolicyDirection.OUT
                    ? new Lengths(v6, selector.sourcePrefix(), selector.destinationPrefix())
                    : new Lengths(v6, selector.destinationPrefix(), selector.sourcePrefix());
        }

        boolean isHashed(PolicyHash hash) {
            HashThreshold threshold = v6 ? hash.ipv6() : hash.ipv4();
            return local >= threshold.local() && remote >= threshold.remote();
        }

        /** The side with the longer prefix is the one that tells such policies apart. */
        String cure() {
            return "policy-hash-threshold " + (v6 ? "ipv6 " : "ipv4 ")
                    + (local > remote ? local + " 0" : "0 " + remote);
        }
    }

    UnhashedPolicies(Consumer<LogLine> log) {
        this.log = log;
    }

    /** Other thresholds hold for all policies that there are. */
    void use(PolicyHash other) {
        hash = other;
        count = counts.entrySet().stream()
                .filter(one -> !one.getKey().isHashed(other))
                .mapToInt(Map.Entry::getValue)
                .sum();
        next = MANY;
    }

    void added(PolicyTable.Key key) {
        Lengths lengths = Lengths.of(key);
        counts.merge(lengths, 1, Integer::sum);
        if (lengths.isHashed(hash)) {
            return;
        }
        count++;
        if (count >= next) {
            next = 2 * count;
            log.accept(LogLine.event("policies-unhashed").add("count", count).add("then", lengths.cure()));
        }
    }

    void removed(PolicyTable.Key key) {
        Lengths lengths = Lengths.of(key);
        counts.computeIfPresent(lengths, (_, left) -> left == 1 ? null : left - 1);
        if (!lengths.isHashed(hash)) {
            count--;
        }
    }
}
