package io.xfrmgate.agent.kernel;

import io.xfrmgate.agent.config.PolicyHash;
import io.xfrmgate.agent.config.model.ContextSettings.HashThreshold;
import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.nativeio.xfrm.PolicyDirection;
import io.xfrmgate.nativeio.xfrm.Selector;
import java.net.Inet4Address;
import java.util.Collection;
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
    private int count;
    private int next = MANY;

    UnhashedPolicies(Consumer<LogLine> log) {
        this.log = log;
    }

    /** Other thresholds hold for all policies that there are. */
    void use(PolicyHash hash, Collection<PolicyTable.Key> all) {
        this.hash = hash;
        count = (int) all.stream().filter(key -> !isHashed(key)).count();
        next = MANY;
    }

    void added(PolicyTable.Key key) {
        if (isHashed(key)) {
            return;
        }
        count++;
        if (count >= next) {
            next = 2 * count;
            log.accept(LogLine.event("policies-unhashed").add("count", count).add("then", cure(key)));
        }
    }

    void removed(PolicyTable.Key key) {
        if (!isHashed(key)) {
            count--;
        }
    }

    private boolean isHashed(PolicyTable.Key key) {
        HashThreshold threshold = isV4(key) ? hash.ipv4() : hash.ipv6();
        return local(key) >= threshold.local() && remote(key) >= threshold.remote();
    }

    /** The side with the longer prefix is the one that tells such policies apart. */
    private static String cure(PolicyTable.Key key) {
        int local = local(key);
        int remote = remote(key);
        return "policy-hash-threshold " + (isV4(key) ? "ipv4 " : "ipv6 ")
                + (local > remote ? local + " 0" : "0 " + remote);
    }

    private static boolean isV4(PolicyTable.Key key) {
        return key.selector().destination() instanceof Inet4Address;
    }

    private static int local(PolicyTable.Key key) {
        Selector selector = key.selector();
        return key.direction() == PolicyDirection.OUT ? selector.sourcePrefix() : selector.destinationPrefix();
    }

    private static int remote(PolicyTable.Key key) {
        Selector selector = key.selector();
        return key.direction() == PolicyDirection.OUT ? selector.destinationPrefix() : selector.sourcePrefix();
    }
}
