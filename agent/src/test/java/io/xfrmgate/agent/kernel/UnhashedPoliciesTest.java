package io.xfrmgate.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.xfrmgate.agent.config.PolicyHash;
import io.xfrmgate.agent.config.model.ContextSettings.HashThreshold;
import io.xfrmgate.nativeio.xfrm.PolicyDirection;
import io.xfrmgate.nativeio.xfrm.Selector;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class UnhashedPoliciesTest {
    private static final PolicyHash BY_NETWORK = new PolicyHash(new HashThreshold(0, 24), new HashThreshold(0, 128));

    private final List<String> told = new ArrayList<>();
    private final UnhashedPolicies unhashed = new UnhashedPolicies(line -> told.add(line.toString()));

    private static PolicyTable.Key policy(int number, PolicyDirection direction) {
        InetAddress ours = InetAddress.ofLiteral("172.16.0.0");
        InetAddress theirs = InetAddress.ofLiteral("10." + number / 256 + "." + number % 256 + ".0");
        Selector selector = direction == PolicyDirection.OUT
                ? Selector.ofPrefixes(ours, 16, theirs, 24)
                : Selector.ofPrefixes(theirs, 24, ours, 16);
        return new PolicyTable.Key(selector, direction, Optional.empty(), 0);
    }

    /** A reload may bring other thresholds while the policies stand. */
    @Test
    void otherThresholdsHoldForThoseThatThereAre() {
        int half = UnhashedPolicies.MANY / 2;
        for (int i = 0; i < half; i++) {
            unhashed.added(policy(i, PolicyDirection.OUT));
            unhashed.added(policy(i, PolicyDirection.IN));
        }
        assertThat(told)
                .singleElement(STRING)
                .contains("count=" + UnhashedPolicies.MANY, "policy-hash-threshold ipv4 0 24");
        unhashed.use(BY_NETWORK);
        for (int i = half; i < 3 * half; i++) {
            unhashed.added(policy(i, PolicyDirection.OUT));
        }
        assertThat(told).as("all are hashed now").hasSize(1);
        for (int i = 0; i < half; i++) {
            unhashed.removed(policy(i, PolicyDirection.IN));
        }
        unhashed.use(PolicyHash.DEFAULT);
        unhashed.added(policy(3 * half, PolicyDirection.OUT));
        assertThat(told).hasSize(2).last(STRING).contains("count=" + (3 * half + 1));
    }
}
