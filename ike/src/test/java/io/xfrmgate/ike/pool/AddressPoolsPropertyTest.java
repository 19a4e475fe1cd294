package io.xfrmgate.ike.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.AddressAssigner.Assignment;
import io.xfrmgate.ike.config.AddressLease;
import io.xfrmgate.ike.config.AddressRequest;
import io.xfrmgate.ike.config.AddressRequest.Wish;
import io.xfrmgate.ike.gen.ForAll;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.wire.Identification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Whatever peers do in whatever order: nobody shares, nothing is lost, an address that is free is found. */
final class AddressPoolsPropertyTest {
    private static final int STEPS = 400;
    private static final int THREADS = 4;

    /** An IKE SA with its addresses. */
    private record Holding(Identification peer, UdpEndpoint from, List<AddressLease> leases) {}

    private static UdpEndpoint place(int number) {
        return new UdpEndpoint(new IpAddress(0, 0xC000_0200L + number, false), 500);
    }

    private static List<PoolDefinition> definitions(SplittableRandom random) {
        PoolDefinition four = AddressPoolsTest.pool("four", "10.0.0.0/" + random.nextInt(26, 33));
        PoolDefinition six = AddressPoolsTest.pool("six", "2001:db8::/" + random.nextInt(122, 129));
        Map<Identification, List<IpAddress>> leases = random.nextBoolean()
                ? Map.of()
                : Map.of(
                        AddressPoolsTest.peer("p0"),
                        List.of(four.intervals().getFirst().first()));
        long hold = random.nextInt(3) * 20L;
        return List.of(
                new PoolDefinition("four", "", four.intervals(), leases, false, List.of(), hold),
                new PoolDefinition("six", "", six.intervals(), Map.of(), false, List.of(), hold));
    }

    @Test
    void anyOrderOfCalls() {
        ForAll.forAll(1, 100, SplittableRandom::nextLong, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<PoolDefinition> definitions = definitions(random);
            AddressPools pools = new AddressPools(definitions);
            List<Holding> holdings = new ArrayList<>();
            for (int now = 0; now < STEPS; now++) {
                if (random.nextInt(5) < 3) {
                    assign(pools, random, now, holdings);
                } else if (!holdings.isEmpty()) {
                    Holding gone = holdings.remove(random.nextInt(holdings.size()));
                    for (AddressLease lease : gone.leases()) {
                        pools.release(now, lease);
                    }
                }
                if (random.nextInt(100) == 0) {
                    pools.reconfigure(definitions);
                }
                check(pools, holdings);
            }
            for (Holding holding : holdings) {
                holding.leases().forEach(lease -> pools.release(STEPS, lease));
            }
            demandAllFree(pools);
        });
    }

    private static void assign(AddressPools pools, SplittableRandom random, int now, List<Holding> holdings) {
        Identification peer = AddressPoolsTest.peer("p" + random.nextInt(40));
        UdpEndpoint from = place(random.nextInt(3));
        List<Wish> wishes = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            boolean v6 = random.nextBoolean();
            PoolDefinition pool = pools.snapshot().get(v6 ? 1 : 0).definition();
            Optional<IpAddress> wanted = random.nextInt(3) > 0
                    ? Optional.empty()
                    : Optional.of(pool.intervals().getFirst().first().next());
            wishes.add(new Wish(v6, wanted));
        }
        Assignment assignment =
                pools.assign(new AddressRequest(now, List.of("four", "six"), peer, from, false, wishes));
        assertThat(assignment.leases().size() == wishes.size())
                .isEqualTo(assignment.shortage().isEmpty());
        holdings.add(new Holding(peer, from, assignment.leases()));
    }

    private static void check(AddressPools pools, List<Holding> holdings) {
        Map<IpAddress, Holding> byAddress = new HashMap<>();
        for (Holding holding : holdings) {
            Set<IpAddress> own = new HashSet<>();
            for (AddressLease lease : holding.leases()) {
                assertThat(own.add(lease.address())).as("twice in one IKE SA").isTrue();
                Holding other = byAddress.putIfAbsent(lease.address(), holding);
                if (other != null) {
                    assertThat(other.peer()).isEqualTo(holding.peer());
                }
            }
        }
        List<PoolView> views = pools.snapshot();
        assertThat(views.stream().mapToInt(PoolView::used).sum()).isEqualTo(byAddress.size());
        assertThat(views).allSatisfy(view -> {
            assertThat(view.held()).isNotNegative();
            assertThat(view.used() + view.held()).isLessThanOrEqualTo(view.size());
        });
    }

    /** Every address can still be had: by as many new peers as there are addresses. */
    private static void demandAllFree(AddressPools pools) {
        for (PoolView view : pools.snapshot()) {
            assertThat(view.used()).isZero();
            int kept = view.definition().leases().size();
            for (int i = 0; i < view.size() - kept; i++) {
                assertThat(late(pools, view, i)).as(view + ", new peer " + i).isPresent();
            }
            assertThat(late(pools, view, view.size())).isEmpty();
        }
    }

    private static Optional<AddressLease> late(AddressPools pools, PoolView view, int number) {
        Wish wish = new Wish(view.definition().isV6(), Optional.empty());
        return pools
                .assign(new AddressRequest(
                        10 * STEPS,
                        List.of(view.definition().name()),
                        AddressPoolsTest.peer("new" + number),
                        place(9),
                        false,
                        List.of(wish)))
                .leases()
                .stream()
                .findFirst();
    }

    /** Threads as shards: an address that one thread has, no other has at the same time. */
    @Test
    void severalShardsAtOnce() throws InterruptedException {
        AddressPools pools = new AddressPools(List.of(AddressPoolsTest.pool("four", "10.0.0.0/25")));
        ConcurrentHashMap<IpAddress, Identification> taken = new ConcurrentHashMap<>();
        AtomicReference<String> trouble = new AtomicReference<>("");
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            threads.add(Thread.ofPlatform().start(() -> shard(thread, pools, taken, trouble)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(trouble.get()).isEmpty();
        demandAllFree(pools);
    }

    private static void shard(
            int thread,
            AddressPools pools,
            ConcurrentHashMap<IpAddress, Identification> taken,
            AtomicReference<String> trouble) {
        SplittableRandom random = new SplittableRandom(thread);
        List<AddressLease> mine = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            if (mine.size() < 40 && random.nextInt(5) < 3) {
                // Identities of its own, so that nobody joins another thread's.
                Identification peer = AddressPoolsTest.peer("t" + thread + "p" + random.nextInt(1_000));
                Wish wish = new Wish(
                        false,
                        random.nextBoolean()
                                ? Optional.empty()
                                : Optional.of(new IpAddress(0, 0x0A00_0000L + random.nextInt(128), false)));
                Assignment got = pools.assign(new AddressRequest(
                        step, List.of("four"), peer, place(thread * 100_000 + step), false, List.of(wish)));
                for (AddressLease lease : got.leases()) {
                    Identification other = taken.putIfAbsent(lease.address(), peer);
                    if (other != null) {
                        trouble.compareAndSet("", lease + " is " + other + "'s too");
                    }
                    mine.add(lease);
                }
            } else if (!mine.isEmpty()) {
                AddressLease lease = mine.remove(random.nextInt(mine.size()));
                taken.remove(lease.address());
                pools.release(step, lease);
            }
        }
        for (AddressLease lease : mine) {
            taken.remove(lease.address());
            pools.release(20_000, lease);
        }
    }
}
