package io.xfrmgate.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.nativeio.xfrm.Mark;
import io.xfrmgate.nativeio.xfrm.SaId;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class StateRecordsTest {
    private static final SaId V4 = SaId.esp(InetAddress.ofLiteral("192.0.2.255"), 0x8000_0001);
    private static final SaId V6 = SaId.esp(InetAddress.ofLiteral("2001:db8::1"), 0x8000_0001);
    private static final Optional<Mark> MARK = Optional.of(new Mark(5, -1));
    private static final List<KernelStates.Key> KEYS = List.of(
            new KernelStates.Key(V4, Optional.empty()),
            new KernelStates.Key(V4, MARK),
            new KernelStates.Key(V4, Optional.of(new Mark(6, -1))),
            new KernelStates.Key(V6, Optional.empty()),
            new KernelStates.Key(V6, MARK));

    private final StateRecords states = new StateRecords();

    private Map<KernelStates.Key, Integer> all() {
        Map<KernelStates.Key, Integer> all = new HashMap<>();
        for (int one = states.last(); one != StateRecords.NONE; one = states.before(one)) {
            all.put(states.key(one), states.reqid(one));
        }
        return all;
    }

    @Test
    void eachIsKnownByItsWholeName() {
        Map<KernelStates.Key, Integer> added = new HashMap<>();
        for (KernelStates.Key key : KEYS) {
            assertThat(states.contains(key)).isFalse();
            assertThat(states.add(key, added.size())).isTrue();
            assertThat(states.add(key, 99)).as("there already").isFalse();
            added.put(key, added.size());
        }
        assertThat(all()).isEqualTo(added);
        assertThat(states.size()).isEqualTo(KEYS.size());
        for (KernelStates.Key key : KEYS) {
            assertThat(states.remove(key)).isTrue();
            assertThat(states.remove(key)).isFalse();
            added.remove(key);
            assertThat(all()).isEqualTo(added);
        }
    }

    @Test
    void anAddressAndSpiMayHaveSeveralMarks() {
        KEYS.forEach(key -> states.add(key, 1));
        assertThat(states.allOf(V4)).containsExactlyInAnyOrderElementsOf(KEYS.subList(0, 3));
        assertThat(states.allOf(V6)).containsExactlyInAnyOrderElementsOf(KEYS.subList(3, 5));
        assertThat(states.allOf(SaId.esp(V4.destination(), 7))).isEmpty();
    }

    /** States come and go between two steps of a walk. */
    @Test
    void aWalkMeetsAllThatStay() {
        List<KernelStates.Key> stay = new ArrayList<>();
        List<KernelStates.Key> go = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            KernelStates.Key key = new KernelStates.Key(
                    SaId.esp((i & 2) == 0 ? V4.destination() : V6.destination(), 0x1000 + i), Optional.empty());
            states.add(key, 7);
            (i % 4 < 3 ? stay : go).add(key);
        }
        Set<KernelStates.Key> met = new HashSet<>();
        int steps = 0;
        for (int one = states.last(); one != StateRecords.NONE; one = states.before(one)) {
            met.add(states.key(one));
            if (!go.isEmpty() && steps++ % 2 == 0) {
                states.remove(go.removeLast());
                states.add(
                        new KernelStates.Key(
                                SaId.esp(steps % 4 == 0 ? V4.destination() : V6.destination(), 0x9000 + steps),
                                Optional.empty()),
                        8);
            }
        }
        assertThat(go).isEmpty();
        assertThat(met).containsAll(stay);
    }
}
