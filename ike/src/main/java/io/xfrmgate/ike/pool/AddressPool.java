package io.xfrmgate.ike.pool;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.pool.PoolView.LeaseView;
import io.xfrmgate.ike.wire.Identification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The addresses of one pool, for all shards at once. One array has an entry for each address; every change is one
 * compare-and-set there, and a caller that loses it tries again with what the other one left. Nobody waits for anybody.
 *
 * <p>An address that is given back stays its identity's. Others get it when no fresh one is left: that which was given back
 * first, so that late packets for the old holder find nobody as long as possible. On one thread the same calls have the same
 * answers.
 */
final class AddressPool {
    /** Peers with the same identity in different places, in the same pool, at once. */
    private static final int MAX_SLOTS = 100_000;

    /** An identity's addresses may go to others in any order: so many slots without one are looked over. */
    private static final int MAX_GAPS = 8;

    private static final int COMPACT_ABOVE = 1_024;

    private final PoolDefinition definition;
    private final long[] starts;
    /** Addresses that are kept for identities, too far into the pool to be given out to others; they come last. */
    private final List<IpAddress> beyond = new ArrayList<>();

    /** For whom addresses are kept by configuration. */
    private final Map<Integer, Holder> keepers = new HashMap<>();

    private final Map<Holder, Integer> keptFor = new HashMap<>();
    private final int capacity;
    private final int size;
    private final AtomicReferenceArray<Entry> entries;
    /** Where an identity's entry should be; the array has the last word. */
    private final ConcurrentHashMap<Holder, Integer> indexes = new ConcurrentHashMap<>();
    /** What was given back, the earliest first; what was taken again since is stale, and passed over. */
    private final ConcurrentLinkedQueue<Entry> returned = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean compacting = new AtomicBoolean();
    private final AtomicInteger fresh = new AtomicInteger();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger used = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private final LongAdder assigned = new LongAdder();
    private final LongAdder exhausted = new LongAdder();

    /** Whose it is: one of an identity's addresses. */
    record Holder(Identification peer, int slot) {}

    /**
     * The state of an address that somebody has or had. Compared by identity.
     *
     * @param users IKE SAs that hold it; 0 if it was given back
     * @param remote where they call from
     * @param keptUntil when others may have it, if it was given back
     */
    private static final class Entry {
        final int index;
        final Holder holder;
        final boolean fixed;
        final int users;
        final UdpEndpoint remote;
        final long keptUntil;

        Entry(int index, Holder holder, boolean fixed, int users, UdpEndpoint remote, long keptUntil) {
            this.index = index;
            this.holder = holder;
            this.fixed = fixed;
            this.users = users;
            this.remote = remote;
            this.keptUntil = keptUntil;
        }

        boolean isFor(UdpEndpoint caller) {
            return users == 0 || fixed || remote.equals(caller);
        }

        Entry with(int newUsers, UdpEndpoint newRemote, long newKeptUntil) {
            return new Entry(index, holder, fixed, newUsers, newRemote, newKeptUntil);
        }
    }

    /** An address that a caller has got. */
    record Taken(Holder holder, IpAddress address) {}

    AddressPool(PoolDefinition definition) {
        this.definition = definition;
        List<AddressInterval> intervals = definition.intervals();
        this.starts = new long[intervals.size() + 1];
        for (int i = 0; i < intervals.size(); i++) {
            starts[i + 1] = starts[i] + intervals.get(i).size(PoolDefinition.MAX_ADDRESSES);
        }
        this.capacity = Math.toIntExact(starts[intervals.size()]);
        definition.leases().values().stream()
                .flatMap(List::stream)
                .filter(address -> indexOf(address).isEmpty())
                .sorted()
                .forEach(beyond::add);
        this.entries = new AtomicReferenceArray<>(capacity + beyond.size());
        for (Map.Entry<Identification, List<IpAddress>> lease :
                definition.leases().entrySet()) {
            int slot = 0;
            for (IpAddress address : lease.getValue()) {
                int index = indexOf(address).orElseThrow();
                Holder holder = new Holder(lease.getKey(), slot++);
                keepers.put(index, holder);
                keptFor.put(holder, index);
                entries.set(index, kept(index, holder));
                indexes.put(holder, index);
            }
        }
        this.size = definition.staticOnly() ? keepers.size() : capacity + beyond.size();
    }

    private static Entry kept(int index, Holder holder) {
        return new Entry(index, holder, true, 0, new UdpEndpoint(IpAddress.any(false), 0), Long.MAX_VALUE);
    }

    PoolDefinition definition() {
        return definition;
    }

    private Optional<Integer> indexOf(IpAddress address) {
        List<AddressInterval> intervals = definition.intervals();
        for (int i = 0; i < intervals.size(); i++) {
            if (intervals.get(i).contains(address)) {
                long offset = intervals.get(i).offsetOf(address, PoolDefinition.MAX_ADDRESSES);
                return offset < starts[i + 1] - starts[i] ? Optional.of((int) (starts[i] + offset)) : beyond(address);
            }
        }
        return Optional.empty();
    }

    private Optional<Integer> beyond(IpAddress address) {
        int at = beyond.indexOf(address);
        return at < 0 ? Optional.empty() : Optional.of(capacity + at);
    }

    private IpAddress address(int index) {
        if (index >= capacity) {
            return beyond.get(index - capacity);
        }
        int i = 0;
        while (index >= starts[i + 1]) {
            i++;
        }
        return definition.intervals().get(i).at(index - starts[i]);
    }

    // ---- taking ----------------------------------------------------------------------------------------------------

    /**
     * An address that is the identity's already: given back and not yet another's, or held by an IKE SA of the same identity
     * from the same place. One that is kept for the identity it has in any case.
     *
     * @param sole wherever the other one is
     * @param not the slots that this caller has got in this pool already
     */
    Optional<Taken> rejoin(Identification peer, UdpEndpoint remote, boolean sole, List<Holder> not) {
        int gaps = 0;
        for (int slot = 0; slot < MAX_SLOTS && gaps < MAX_GAPS; slot++) {
            Holder holder = new Holder(peer, slot);
            Integer index = indexes.get(holder);
            gaps = index == null ? gaps + 1 : 0;
            if (index != null && !not.contains(holder)) {
                Optional<Taken> taken = join(holder, index, remote, sole);
                if (taken.isPresent()) {
                    return taken;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Taken> join(Holder holder, int index, UdpEndpoint remote, boolean sole) {
        while (true) {
            Entry entry = entries.get(index);
            if (entry == null || !entry.holder.equals(holder) || !(sole || entry.isFor(remote))) {
                return Optional.empty();
            }
            if (entries.compareAndSet(index, entry, entry.with(entry.users + 1, remote, Long.MAX_VALUE))) {
                if (entry.users == 0) {
                    used.incrementAndGet();
                    if (!entry.fixed) {
                        held.decrementAndGet();
                    }
                }
                return taken(holder, index);
            }
        }
    }

    /** An address that is new for the identity: the one that it wants if that is free, else a fresh one, else an old one. */
    Optional<Taken> take(Identification peer, UdpEndpoint remote, Optional<IpAddress> wanted, long now) {
        if (definition.staticOnly()) {
            return Optional.empty();
        }
        Optional<Integer> reserved = wanted.flatMap(this::indexOf).filter(index -> mayTake(index, now));
        Optional<Integer> index = reserved.or(this::freshIndex).or(() -> oldest(now));
        while (index.isPresent()) {
            Optional<Taken> taken = occupy(index.get(), peer, remote, now);
            if (taken.isPresent()) {
                return taken;
            }
            index = freshIndex().or(() -> oldest(now)); // another shard was faster
        }
        return Optional.empty();
    }

    private boolean mayTake(int index, long now) {
        Entry entry = entries.get(index);
        return entry == null || isFree(entry, now);
    }

    private static boolean isFree(Entry entry, long now) {
        return entry.users == 0 && !entry.fixed && entry.keptUntil <= now;
    }

    private Optional<Integer> freshIndex() {
        while (fresh.get() < capacity) {
            int index = fresh.getAndIncrement();
            if (index < capacity && entries.get(index) == null) {
                return Optional.of(index);
            }
        }
        return Optional.empty();
    }

    private Optional<Integer> oldest(long now) {
        for (Entry first = returned.peek(); first != null; first = returned.peek()) {
            if (entries.get(first.index) == first) {
                return first.keptUntil <= now ? Optional.of(first.index) : Optional.empty();
            }
            dequeue(first);
        }
        return Optional.empty();
    }

    private void dequeue(Entry entry) {
        if (returned.remove(entry)) {
            queued.decrementAndGet();
        }
    }

    private Optional<Taken> occupy(int index, Identification peer, UdpEndpoint remote, long now) {
        Entry before = entries.get(index);
        if (before != null && !isFree(before, now)) {
            return Optional.empty();
        }
        for (int slot = 0; slot < MAX_SLOTS; slot++) {
            Holder holder = new Holder(peer, slot);
            if (indexes.putIfAbsent(holder, index) == null) {
                if (entries.compareAndSet(index, before, new Entry(index, holder, false, 1, remote, Long.MAX_VALUE))) {
                    used.incrementAndGet();
                    if (before != null) {
                        held.decrementAndGet();
                        indexes.remove(before.holder, index);
                        dequeue(before);
                    }
                    return taken(holder, index);
                }
                indexes.remove(holder, index);
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<Taken> taken(Holder holder, int index) {
        assigned.increment();
        return Optional.of(new Taken(holder, address(index)));
    }

    /** A caller got nothing. */
    void countExhausted() {
        exhausted.increment();
    }

    // ---- giving back -----------------------------------------------------------------------------------------------

    void release(long now, Holder holder, IpAddress address) {
        int index = indexOf(address).orElse(-1);
        while (index >= 0) {
            Entry entry = entries.get(index);
            if (entry == null || !entry.holder.equals(holder) || entry.users == 0) {
                return;
            }
            if (entry.users > 1 || entry.fixed) {
                if (entries.compareAndSet(index, entry, entry.with(entry.users - 1, entry.remote, Long.MAX_VALUE))) {
                    used.addAndGet(entry.users == 1 ? -1 : 0);
                    return;
                }
            } else if (giveBack(entry, now)) {
                return;
            }
        }
    }

    private boolean giveBack(Entry entry, long now) {
        Holder keeper = keepers.get(entry.index);
        if (keeper != null) {
            // The present holder had it before it was kept for another.
            if (!entries.compareAndSet(entry.index, entry, kept(entry.index, keeper))) {
                return false;
            }
            indexes.remove(entry.holder, entry.index);
            indexes.put(keeper, entry.index);
            used.decrementAndGet();
            return true;
        }
        // Shards read their clocks at different moments: what is not to wait at all must not wait for those.
        long keptUntil = definition.holdMillis() == 0 ? Long.MIN_VALUE : now + definition.holdMillis();
        Entry next = entry.with(0, entry.remote, keptUntil);
        if (!entries.compareAndSet(entry.index, entry, next)) {
            return false;
        }
        Integer own = keptFor.get(entry.holder);
        if (own != null) {
            indexes.put(entry.holder, own);
        }
        used.decrementAndGet();
        held.incrementAndGet();
        enqueue(next);
        return true;
    }

    /** The same identities that come and go leave stale entries, as nobody needs an old address: they go now and then. */
    private void enqueue(Entry entry) {
        returned.add(entry);
        int length = queued.incrementAndGet();
        if (length > 2 * held.get() + COMPACT_ABOVE && compacting.compareAndSet(false, true)) {
            int[] removed = new int[1];
            returned.removeIf(e -> {
                boolean stale = entries.get(e.index) != e;
                removed[0] += stale ? 1 : 0;
                return stale;
            });
            queued.addAndGet(-removed[0]);
            compacting.set(false);
        }
    }

    void moved(Holder holder, IpAddress address, UdpEndpoint remote) {
        int index = indexOf(address).orElse(-1);
        while (index >= 0) {
            Entry entry = entries.get(index);
            if (entry == null || !entry.holder.equals(holder) || entry.users == 0) {
                return;
            }
            if (entries.compareAndSet(index, entry, entry.with(entry.users, remote, entry.keptUntil))) {
                return;
            }
        }
    }

    // ---- another definition ----------------------------------------------------------------------------------------

    /** Takes over what peers hold of another pool, where it has the addresses too. Nobody else uses either meanwhile. */
    void inherit(AddressPool other) {
        for (int from = 0; from < other.entries.length(); from++) {
            Entry entry = other.entries.get(from);
            Optional<Integer> to = entry == null || entry.users == 0 ? Optional.empty() : indexOf(other.address(from));
            if (to.isPresent()) {
                inherit(entry, to.get());
            }
        }
    }

    private void inherit(Entry entry, int index) {
        Holder keeper = keepers.get(index);
        boolean fixed = entry.holder.equals(keeper);
        if (keeper != null && !fixed) {
            indexes.remove(keeper, index); // until the present holder gives it back
        }
        entries.set(index, new Entry(index, entry.holder, fixed, entry.users, entry.remote, Long.MAX_VALUE));
        indexes.put(entry.holder, index);
        used.incrementAndGet();
    }

    // ---- what others read ------------------------------------------------------------------------------------------

    PoolView view() {
        return new PoolView(definition, size, used.get(), held.get(), assigned.sum(), exhausted.sum());
    }

    PoolView.WithLeases withLeases() {
        List<LeaseView> leases = new ArrayList<>();
        for (int index = 0; index < entries.length(); index++) {
            Entry entry = entries.get(index);
            if (entry != null) {
                leases.add(new LeaseView(address(index), entry.holder.peer().toString(), entry.users > 0, entry.fixed));
            }
        }
        leases.sort((a, b) -> a.address().compareTo(b.address()));
        return new PoolView.WithLeases(view(), leases);
    }
}
