package io.xfrmgate.ike.pool;

import io.xfrmgate.ike.config.AddressAssigner;
import io.xfrmgate.ike.config.AddressLease;
import io.xfrmgate.ike.config.AddressRequest;
import io.xfrmgate.ike.config.AddressRequest.Wish;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.pool.AddressPool.Holder;
import io.xfrmgate.ike.pool.AddressPool.Taken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * All pools of a gateway. For any number of threads; no call waits for another, but for the moment in which
 * {@link #reconfigure} puts a changed pool in place.
 */
public final class AddressPools implements AddressAssigner {
    private final StampedLock definitionsLock = new StampedLock();
    private volatile Map<String, AddressPool> pools = Map.of();

    /** @param definitions with different names */
    public AddressPools(List<PoolDefinition> definitions) {
        reconfigure(definitions);
    }

    /**
     * Other pools from now on. One whose definition is the same goes on as it is. Of one that changed, the addresses that
     * peers hold stay theirs; those that it has no more are forgotten, and go with the IKE SAs that hold them.
     */
    public void reconfigure(List<PoolDefinition> definitions) {
        long stamp = definitionsLock.writeLock();
        try {
            replace(definitions);
        } finally {
            definitionsLock.unlockWrite(stamp);
        }
    }

    private void replace(List<PoolDefinition> definitions) {
        Map<String, AddressPool> next = new LinkedHashMap<>();
        for (PoolDefinition definition : definitions) {
            Optional<AddressPool> current = Optional.ofNullable(pools.get(definition.name()));
            AddressPool pool = current.filter(c -> c.definition().equals(definition))
                    .orElseGet(() -> successor(definition, current));
            if (next.put(definition.name(), pool) != null) {
                throw new IllegalArgumentException("two pools have the name " + definition.name());
            }
        }
        pools = next;
    }

    private static AddressPool successor(PoolDefinition definition, Optional<AddressPool> current) {
        AddressPool pool = new AddressPool(definition);
        current.ifPresent(pool::inherit);
        return pool;
    }

    @Override
    public Assignment assign(AddressRequest request) {
        long stamp = definitionsLock.readLock();
        try {
            return assignNow(request);
        } finally {
            definitionsLock.unlockRead(stamp);
        }
    }

    private Assignment assignNow(AddressRequest request) {
        List<AddressLease> leases = new ArrayList<>();
        Set<IpAddress> dns = new LinkedHashSet<>();
        Set<String> shortages = new LinkedHashSet<>();
        for (Wish wish : request.wishes()) {
            List<AddressPool> candidates = candidates(request, wish.v6());
            // What the identity has already comes first, in whatever pool it is.
            Optional<AddressLease> lease = first(
                            candidates,
                            pool -> pool.rejoin(
                                    request.peer(), request.remote(), request.sole(), holders(leases, pool)))
                    .or(() -> first(
                            candidates,
                            pool -> pool.take(request.peer(), request.remote(), wish.address(), request.nowMillis())));
            if (lease.isPresent()) {
                leases.add(lease.get());
                AddressPool pool = pools.get(lease.get().pool());
                if (pool != null) {
                    dns.addAll(pool.definition().dns());
                }
            } else {
                candidates.forEach(AddressPool::countExhausted);
                shortages.add(shortage(request, wish.v6(), candidates));
            }
        }
        return new Assignment(leases, List.copyOf(dns), String.join("; ", shortages));
    }

    private List<AddressPool> candidates(AddressRequest request, boolean v6) {
        Map<String, AddressPool> current = pools;
        return request.pools().stream()
                .flatMap(name -> Optional.ofNullable(current.get(name)).stream())
                .filter(pool -> pool.definition().isV6() == v6)
                .toList();
    }

    private static List<Holder> holders(List<AddressLease> leases, AddressPool pool) {
        return leases.stream()
                .filter(lease -> lease.pool().equals(pool.definition().name()))
                .map(lease -> new Holder(lease.peer(), lease.slot()))
                .toList();
    }

    /** A way to get an address out of a pool. */
    private interface Way {
        Optional<Taken> tryIn(AddressPool pool);
    }

    private static Optional<AddressLease> first(List<AddressPool> candidates, Way way) {
        for (AddressPool pool : candidates) {
            Optional<Taken> taken = way.tryIn(pool);
            if (taken.isPresent()) {
                Holder holder = taken.get().holder();
                return Optional.of(new AddressLease(
                        pool.definition().name(), taken.get().address(), holder.peer(), holder.slot()));
            }
        }
        return Optional.empty();
    }

    private static String shortage(AddressRequest request, boolean v6, List<AddressPool> candidates) {
        String family = v6 ? "IPv6" : "IPv4";
        if (candidates.isEmpty()) {
            return "no " + family + " pool is configured for " + request.peer() + ", only "
                    + (request.pools().isEmpty() ? "none" : String.join(", ", request.pools()));
        }
        return candidates.stream()
                .map(AddressPool::view)
                .map(view -> view.definition().staticOnly()
                        ? "pool " + view.definition().name() + " keeps no address for " + request.peer()
                        : "pool " + view.definition().name() + " has no address left for " + request.peer() + ": "
                                + view.used() + " of " + view.size() + " used, " + view.held() + " held")
                .collect(Collectors.joining("; "));
    }

    @Override
    public void release(long nowMillis, AddressLease lease) {
        inPool(lease, pool -> pool.release(nowMillis, new Holder(lease.peer(), lease.slot()), lease.address()));
    }

    @Override
    public void moved(AddressLease lease, UdpEndpoint remote) {
        inPool(lease, pool -> pool.moved(new Holder(lease.peer(), lease.slot()), lease.address(), remote));
    }

    private void inPool(AddressLease lease, Consumer<AddressPool> action) {
        long stamp = definitionsLock.readLock();
        try {
            AddressPool pool = pools.get(lease.pool());
            if (pool != null) {
                action.accept(pool);
            }
        } finally {
            definitionsLock.unlockRead(stamp);
        }
    }

    /** The pools as they stand, in the order of the configuration. */
    public List<PoolView> snapshot() {
        return pools.values().stream().map(AddressPool::view).toList();
    }

    /** The same with all addresses; for 64,000 of them some milliseconds' work. */
    public List<PoolView.WithLeases> snapshotWithLeases() {
        return pools.values().stream().map(AddressPool::withLeases).toList();
    }
}
