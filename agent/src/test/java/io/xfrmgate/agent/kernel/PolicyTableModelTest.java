package io.xfrmgate.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.kernel.PolicyTable.Claim;
import io.xfrmgate.agent.kernel.PolicyTable.Key;
import io.xfrmgate.agent.kernel.PolicyTable.Owner;
import io.xfrmgate.nativeio.xfrm.Mark;
import io.xfrmgate.nativeio.xfrm.Offload;
import io.xfrmgate.nativeio.xfrm.Policy;
import io.xfrmgate.nativeio.xfrm.PolicyDirection;
import io.xfrmgate.nativeio.xfrm.PortMatch;
import io.xfrmgate.nativeio.xfrm.Selector;
import io.xfrmgate.nativeio.xfrm.Template;
import io.xfrmgate.nativeio.xfrm.XfrmMode;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table beside a plain one of lists: whatever is claimed, refused and given up, the kernel has what it should. */
final class PolicyTableModelTest {
    private static final List<Key> KEYS = List.of(
            key("10.1.0.0", 16, "10.2.0.0", 16, PolicyDirection.OUT, Optional.empty(), 0, PortMatch.ANY),
            key("10.1.0.0", 16, "10.2.0.0", 16, PolicyDirection.IN, Optional.empty(), 0, PortMatch.ANY),
            key("10.1.0.0", 16, "10.2.0.0", 16, PolicyDirection.FWD, Optional.empty(), 0, PortMatch.ANY),
            key("10.1.0.0", 24, "10.2.0.0", 16, PolicyDirection.OUT, Optional.empty(), 0, PortMatch.ANY),
            key("255.255.255.255", 32, "128.0.0.1", 32, PolicyDirection.OUT, Optional.empty(), 0, PortMatch.ANY),
            key("0.0.0.0", 0, "0.0.0.0", 0, PolicyDirection.IN, Optional.empty(), 0, PortMatch.ANY),
            key("::", 0, "::", 0, PolicyDirection.IN, Optional.empty(), 0, PortMatch.ANY),
            key("2001:db8::ffff:1", 128, "fe80::1", 64, PolicyDirection.OUT, Optional.empty(), 0, PortMatch.ANY),
            key("10.1.0.0", 16, "10.2.0.0", 16, PolicyDirection.OUT, Optional.of(new Mark(1, -1)), 0, PortMatch.ANY),
            key("10.1.0.0", 16, "10.2.0.0", 16, PolicyDirection.OUT, Optional.of(new Mark(0, 0)), 0, PortMatch.ANY),
            key("10.1.0.0", 16, "10.2.0.0", 16, PolicyDirection.OUT, Optional.empty(), -7, PortMatch.ANY),
            key(
                    "10.1.0.0",
                    16,
                    "10.2.0.0",
                    16,
                    PolicyDirection.OUT,
                    Optional.empty(),
                    0,
                    new PortMatch(0xFFFE, 0xFFFF)));
    private static final List<InetAddress> ENDS =
            List.of(address("192.0.2.1"), address("198.51.100.255"), address("2001:db8::1"), address("2001:db8::2"));

    private final PolicyTable table = new PolicyTable(line -> {});
    private final Map<Key, List<Claim>> model = new HashMap<>();
    /** What the requests have made of the kernel. */
    private final Map<Key, Policy> kernel = new HashMap<>();

    private int order;

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    private static Key key(
            String source,
            int sourcePrefix,
            String destination,
            int destinationPrefix,
            PolicyDirection direction,
            Optional<Mark> mark,
            int interfaceId,
            PortMatch port) {
        Selector selector = new Selector(
                false,
                address(destination),
                destinationPrefix,
                address(source),
                sourcePrefix,
                port.equals(PortMatch.ANY) ? 0 : 132,
                PortMatch.ANY,
                port,
                0,
                0);
        return new Key(selector, direction, mark, interfaceId);
    }

    private void obey(Optional<XfrmRequest> request) {
        switch (request.orElse(new XfrmRequest.FlushPolicies())) {
            case XfrmRequest.UpdatePolicy(Policy policy) -> {
                Key key = new Key(
                        policy.info().selector(), policy.info().direction(), policy.mark(), policy.interfaceId());
                assertThat(kernel.put(key, policy))
                        .as("only what changes is told")
                        .isNotEqualTo(policy);
            }
            case XfrmRequest.DeletePolicy(var id, var mark, int interfaceId) ->
                kernel.remove(new Key(id.selector(), id.direction(), mark, interfaceId));
            default -> {}
        }
    }

    private void assertKernelIsRight() {
        for (Key key : KEYS) {
            Optional<Claim> best = model.getOrDefault(key, List.of()).stream()
                    .min(Comparator.comparing(Claim::priority, Integer::compareUnsigned)
                            .thenComparing(Comparator.comparingInt(Claim::order).reversed()));
            Optional<Policy> policy = Optional.ofNullable(kernel.get(key));
            assertThat(policy.map(p -> p.info().priority())).isEqualTo(best.map(Claim::priority));
            assertThat(policy.map(p -> p.templates().getFirst())).isEqualTo(best.map(Claim::template));
            assertThat(policy.flatMap(Policy::offload)).isEqualTo(best.flatMap(Claim::offload));
        }
    }

    private static Owner owner(Random random) {
        return new Owner(random.nextInt(3) - 1, random.nextInt(3) - 1);
    }

    private static Template template(Random random, int reqid) {
        int first = random.nextInt(2) * 2;
        return Template.esp(
                ENDS.get(first + random.nextInt(2)),
                ENDS.get(first + random.nextInt(2)),
                reqid,
                XfrmMode.values()[random.nextInt(2)]);
    }

    private static boolean isOf(Claim claim, Owner owner) {
        return claim.owner().equals(owner);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theKernelHasWhatTheClaimsWant(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 10_000; step++) {
            Key key = KEYS.get(random.nextInt(KEYS.size()));
            Owner owner = owner(random);
            List<Claim> claims = model.computeIfAbsent(key, _ -> new ArrayList<>());
            Optional<Claim> mine = claims.stream().filter(c -> isOf(c, owner)).findFirst();
            assertThat(table.of(key, owner).map(Claim::template)).isEqualTo(mine.map(Claim::template));
            switch (random.nextInt(4)) {
                case 0 -> {
                    obey(table.release(key, owner));
                    claims.removeIf(c -> isOf(c, owner));
                }
                case 1 -> refuse(random, key, owner);
                default -> {
                    Claim claim = claim(random, owner, ++order);
                    var _ = table.claim(key, owner, claim.priority(), claim.template(), claim.offload(), 1);
                    obey(table.settle(key));
                    claims.removeIf(c -> isOf(c, owner));
                    claims.add(claim);
                }
            }
            assertKernelIsRight();
        }
        for (Key key : KEYS) {
            model.getOrDefault(key, List.of()).forEach(claim -> obey(table.release(key, claim.owner())));
        }
        assertThat(kernel).isEmpty();
    }

    private static Claim claim(Random random, Owner owner, int order) {
        return new Claim(
                owner,
                random.nextInt(3) - 1,
                order,
                template(random, owner.reqid()),
                random.nextInt(3) == 0 ? Optional.of(Offload.ofPolicy(7)) : Optional.empty());
    }

    /** The kernel took the policy, or had it before, and has none any more: all of it is put right. */
    private void refuse(Random random, Key key, Owner owner) {
        Claim claim = claim(random, owner, 0);
        Optional<Claim> earlier = table.claim(key, owner, claim.priority(), claim.template(), claim.offload(), 1);
        table.settle(key);
        kernel.remove(key);
        table.restore(key, owner, earlier, 1);
        obey(table.settle(key));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void eachHolderGivesUpItsOwn(long seed) {
        Random random = new Random(seed);
        int first = table.newHolder();
        int second = table.newHolder();
        for (int reqid = 1; reqid <= 500; reqid++) {
            for (Key key : KEYS) {
                Template template = template(random, reqid);
                int holder = reqid % 2 == 0 ? second : first;
                var _ = table.claim(key, new Owner(reqid, 1), 5, template, Optional.empty(), holder);
                obey(table.settle(key));
                if (reqid > 3 && random.nextInt(3) > 0) {
                    obey(table.release(key, new Owner(reqid - 3, 1)));
                }
            }
        }
        table.releaseAll(first, request -> obey(Optional.of(request)));
        for (Key key : KEYS) {
            assertThat(table.effective(key).map(Claim::owner)).contains(new Owner(500, 1));
            assertThat(table.of(key, new Owner(499, 1))).isEmpty();
            assertThat(Optional.ofNullable(kernel.get(key))
                            .map(policy -> policy.templates().getFirst().reqid()))
                    .contains(500);
        }
        table.releaseAll(second, request -> obey(Optional.of(request)));
        assertThat(kernel).isEmpty();
    }
}
