package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** The internet of a world: hosts, paths that lose and delay, cuts, translators. */
public final class SimNetwork {
    private final SimClock clock;
    private final SimSeed seed;
    private final EventQueue events;
    private final Map<IpAddress, Host> hosts = new HashMap<>();
    private final Map<IpAddress, NatBox> natOfHost = new HashMap<>();
    private final List<NatBox> natBoxes = new ArrayList<>();
    private final Map<IpAddress, Conditions> hostConditions = new HashMap<>();
    private final Map<PathKey, Path> paths = new HashMap<>();
    private final List<Cut> cuts = new ArrayList<>();
    private final List<Observer> observers = new ArrayList<>();
    private final Map<DropReason, Integer> dropped = new EnumMap<>(DropReason.class);
    private Conditions conditions = Conditions.CLEAN;
    private int inFlight;

    /** Somebody with addresses. */
    public interface Host {
        /** @return why it was not taken, if it was not */
        Optional<DropReason> receive(UdpEndpoint local, UdpEndpoint remote, Wire wire);
    }

    /** Sees what is sent, before anything happens to it. */
    public interface Observer {
        void sent(UdpEndpoint source, UdpEndpoint destination, Wire wire);
    }

    private record PathKey(IpAddress from, IpAddress to, boolean esp) {}

    private record Cut(IpAddress from, IpAddress to, long fromMillis, long untilMillis) {}

    /** One direction between two addresses, for one kind of traffic, with its own chance. */
    private static final class Path {
        private final SplittableRandom loss;
        private final SplittableRandom delay;
        private final SplittableRandom duplicate;
        private final SplittableRandom reorder;
        private long lastArrival;

        private Path(SimSeed seed, PathKey key) {
            this.loss = seed.stream("loss", key.from, key.to, key.esp);
            this.delay = seed.stream("delay", key.from, key.to, key.esp);
            this.duplicate = seed.stream("duplicate", key.from, key.to, key.esp);
            this.reorder = seed.stream("reorder", key.from, key.to, key.esp);
        }

        /** When a datagram that is sent now arrives. */
        private long arrival(long now, Conditions conditions) {
            long arrival = now
                    + (conditions.maxMillis() > conditions.minMillis()
                            ? delay.nextInt(conditions.minMillis(), conditions.maxMillis() + 1)
                            : conditions.minMillis());
            if (conditions.reorder() > 0 && reorder.nextDouble() < conditions.reorder()) {
                return arrival + reorder.nextInt(conditions.reorderMillis() + 1);
            }
            lastArrival = Math.max(lastArrival, arrival);
            return lastArrival;
        }
    }

    SimNetwork(SimClock clock, SimSeed seed, EventQueue events) {
        this.clock = clock;
        this.seed = seed;
        this.events = events;
    }

    void attach(IpAddress address, Host host) {
        if (hosts.putIfAbsent(address, host) != null) {
            throw new IllegalArgumentException("two hosts have " + address);
        }
    }

    /** Puts a translator between a host's address and all others. */
    public NatBox nat(IpAddress hostAddress, IpAddress publicAddress, long idleMillis) {
        NatBox box = new NatBox(publicAddress, idleMillis, seed.stream("nat", publicAddress));
        natOfHost.put(hostAddress, box);
        natBoxes.add(box);
        return box;
    }

    /** Puts another host behind a translator. */
    public void behind(NatBox box, IpAddress hostAddress) {
        natOfHost.put(hostAddress, box);
    }

    /** From now on, for all paths without conditions of their own. */
    public void conditions(Conditions newConditions) {
        conditions = newConditions;
    }

    /** From now on, for everything from and to a host's address. */
    public void conditions(IpAddress host, Conditions newConditions) {
        hostConditions.put(host, newConditions);
    }

    public Conditions conditions() {
        return conditions;
    }

    /** Cuts one direction between two hosts' addresses; times are absolute. */
    public void cutOneWay(IpAddress from, IpAddress to, long fromMillis, long untilMillis) {
        cuts.add(new Cut(from, to, fromMillis, untilMillis));
    }

    /** Cuts both directions. */
    public void cut(IpAddress one, IpAddress other, long fromMillis, long untilMillis) {
        cutOneWay(one, other, fromMillis, untilMillis);
        cutOneWay(other, one, fromMillis, untilMillis);
    }

    public void observe(Observer observer) {
        observers.add(observer);
    }

    /** How many did not arrive. */
    public int dropped(DropReason reason) {
        return dropped.getOrDefault(reason, 0);
    }

    /** IKE messages under way. */
    int inFlight() {
        return inFlight;
    }

    /** Sends from a host's own endpoint. */
    public void send(UdpEndpoint source, UdpEndpoint destination, Wire wire) {
        send(source, destination, wire, reason -> {});
    }

    /** Sends, and says if it was lost. */
    void send(UdpEndpoint source, UdpEndpoint destination, Wire wire, java.util.function.Consumer<DropReason> lost) {
        observers.forEach(o -> o.sent(source, destination, wire));
        boolean esp = wire instanceof Wire.Esp;
        Path path = paths.computeIfAbsent(
                new PathKey(source.address(), destination.address(), esp), k -> new Path(seed, k));
        Conditions here = conditionsOf(source.address(), destination.address());
        java.util.function.Consumer<DropReason> drop = reason -> {
            dropped.merge(reason, 1, Integer::sum);
            lost.accept(reason);
        };
        if (here.mtu() > 0 && wire.length() > here.mtu()) {
            drop.accept(DropReason.TOO_LONG);
            return;
        }
        NatBox nat = natOfHost.get(source.address());
        UdpEndpoint seenSource = source;
        if (nat != null) {
            if (wire instanceof Wire.Esp plain && !plain.packet().encapsulated()) {
                drop.accept(DropReason.NAT);
                return;
            }
            seenSource = nat.outward(source, clock.millis());
        }
        if (here.loss() > 0 && path.loss.nextDouble() < here.loss()) {
            drop.accept(DropReason.LOSS);
            return;
        }
        carry(source.address(), seenSource, destination, wire, path.arrival(clock.millis(), here), drop);
        if (here.duplicate() > 0 && path.duplicate.nextDouble() < here.duplicate()) {
            carry(source.address(), seenSource, destination, wire, path.arrival(clock.millis(), here), reason -> {});
        }
    }

    private void carry(
            IpAddress origin,
            UdpEndpoint source,
            UdpEndpoint destination,
            Wire wire,
            long arrival,
            java.util.function.Consumer<DropReason> drop) {
        boolean ike = wire instanceof Wire.Ike;
        if (ike) {
            inFlight++;
        }
        events.at(arrival, () -> {
            if (ike) {
                inFlight--;
            }
            deliver(origin, source, destination, wire).ifPresent(drop);
        });
    }

    private Optional<DropReason> deliver(IpAddress origin, UdpEndpoint source, UdpEndpoint destination, Wire wire) {
        UdpEndpoint local = destination;
        for (NatBox box : natBoxes) {
            if (box.publicAddress().equals(destination.address())) {
                Optional<UdpEndpoint> inside = box.inward(destination, clock.millis());
                if (inside.isEmpty()
                        || (wire instanceof Wire.Esp plain && !plain.packet().encapsulated())) {
                    return Optional.of(DropReason.NAT);
                }
                local = inside.get();
            }
        }
        if (isCut(origin, local.address())) {
            return Optional.of(DropReason.PARTITION);
        }
        Host host = hosts.get(local.address());
        return host == null ? Optional.of(DropReason.NO_HOST) : host.receive(local, source, wire);
    }

    private Conditions conditionsOf(IpAddress source, IpAddress destination) {
        Conditions ofSource = hostConditions.get(source);
        return ofSource != null ? ofSource : hostConditions.getOrDefault(destination, conditions);
    }

    private boolean isCut(IpAddress from, IpAddress to) {
        long now = clock.millis();
        return cuts.stream()
                .anyMatch(c -> c.from.equals(from) && c.to.equals(to) && c.fromMillis <= now && now < c.untilMillis);
    }
}
