package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.pool.PoolDefinition;
import io.xfrmgate.ike.v2.EndpointSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Gateways, a network and a clock, driven by one queue of events on one thread. Everything comes from the seed: the same
 * seed gives the same world, octet for octet.
 */
public final class SimWorld {
    /** Rounds between core and data plane within one input, above which they are taken to chase each other. */
    static final int MAX_ROUNDS = 10_000;

    private static final long START_MILLIS = 1_000_000;
    private static final int MAX_STEPS_IN_ONE_MILLISECOND = 200_000;
    private static final int DUMPED_LINES = 60;

    private final SimSeed seed;
    private final WorldSettings settings;
    private final SimClock clock = new SimClock(START_MILLIS);
    private final EventQueue events = new EventQueue();
    private final SimNetwork network;
    private final Trace trace;
    private final Invariants invariants;
    private final Map<String, SimGateway> gateways = new LinkedHashMap<>();
    private long maxSteps = 20_000_000;
    private long steps;
    private long datagrams;
    private int stepsNow;

    public SimWorld(long seed, WorldSettings settings) {
        this.seed = new SimSeed(seed);
        this.settings = settings;
        this.network = new SimNetwork(clock, this.seed, events);
        this.trace = new Trace(clock, settings.trace());
        this.invariants = new Invariants(this);
    }

    public SimSeed seed() {
        return seed;
    }

    public SimClock clock() {
        return clock;
    }

    /** Milliseconds since the world began. */
    public long elapsed() {
        return clock.millis() - START_MILLIS;
    }

    public SimNetwork network() {
        return network;
    }

    public Trace trace() {
        return trace;
    }

    public Invariants invariants() {
        return invariants;
    }

    WorldSettings settings() {
        return settings;
    }

    EventQueue events() {
        return events;
    }

    /** Chance for the scenario's own decisions. */
    public SplittableRandom random(String concern) {
        return seed.stream("scenario", concern);
    }

    public SimGateway gateway(String name, IpAddress address, PeerConfig... peers) {
        return gateway(name, List.of(address), List.of(peers), Limits.DEFAULT);
    }

    /** A host whose daemon is not started yet. */
    public SimGateway gateway(String name, List<IpAddress> addresses, List<PeerConfig> peers, Limits limits) {
        return gateway(name, addresses, new EndpointSettings(0, 1, peers, limits));
    }

    /** A host whose daemon is not started yet. */
    public SimGateway gateway(String name, List<IpAddress> addresses, EndpointSettings endpointSettings) {
        return add(new SimGateway(this, name, addresses, endpointSettings, List.of()));
    }

    /** A host that has addresses for its peers; its daemon is not started yet. */
    public SimGateway gatewayWithPools(
            String name, IpAddress address, List<PoolDefinition> pools, PeerConfig... peers) {
        EndpointSettings endpointSettings = new EndpointSettings(0, 1, List.of(peers), Limits.DEFAULT);
        return add(new SimGateway(this, name, List.of(address), endpointSettings, pools));
    }

    private SimGateway add(SimGateway gateway) {
        gateways.put(gateway.name(), gateway);
        return gateway;
    }

    public List<SimGateway> gateways() {
        return List.copyOf(gateways.values());
    }

    public void startAll() {
        gateways.values().forEach(SimGateway::start);
    }

    /** A stream of {@code packet} and its answer; not started yet. */
    public SimStream stream(SimGateway left, SimGateway right, InnerPacket packet, int everyMillis) {
        return new SimStream(this, left, right, packet, everyMillis);
    }

    /** Does something {@code millis} from now. */
    public void after(long millis, Runnable action) {
        events.at(clock.millis() + millis, action);
    }

    /** A datagram from anybody to anybody, as an attacker sends it. */
    public void inject(UdpEndpoint source, UdpEndpoint destination, byte[] datagram) {
        network.send(source, destination, new Wire.Ike(datagram, destination.port() == UdpEndpoint.NAT_T_PORT));
    }

    /** Bounds the events of this world, to find one that does not come to rest. */
    public void maxSteps(long newMaxSteps) {
        maxSteps = newMaxSteps;
    }

    /** Jumps to the earliest event and does it; false if there is none until {@code untilMillis}. */
    private boolean step(long untilMillis) {
        long next = events.nextMillis();
        if (next > untilMillis || next == Long.MAX_VALUE) {
            return false;
        }
        if (next > clock.millis()) {
            clock.advanceTo(next);
            stepsNow = 0;
        }
        if (++stepsNow > MAX_STEPS_IN_ONE_MILLISECOND) {
            throw failure("time stands still: " + stepsNow + " events in one millisecond");
        }
        if (++steps > maxSteps) {
            throw failure("no end after " + steps + " events");
        }
        events.take().run();
        return true;
    }

    public void runFor(long millis) {
        long until = clock.millis() + millis;
        while (step(until)) {
            // each step is one event
        }
        clock.advanceTo(until);
    }

    /** Runs until {@code condition} holds; it is looked at after each event. */
    public boolean runUntil(BooleanSupplier condition, long maxMillis) {
        long until = clock.millis() + maxMillis;
        while (!condition.getAsBoolean()) {
            if (!step(until)) {
                clock.advanceTo(until);
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    /** Runs until {@code condition} holds, and fails the world if it does not in time. */
    public void await(String what, BooleanSupplier condition, long maxMillis) {
        if (!runUntil(condition, maxMillis)) {
            throw failure("not within " + maxMillis + " ms: " + what);
        }
    }

    /**
     * Heals the network, gives the gateways {@code minMillis}, waits until nothing is in transition, and then holds the world
     * to all invariants.
     */
    public void settle(long minMillis, long maxMillis) {
        network.conditions(Conditions.CLEAN);
        runFor(minMillis);
        await("no SA in transition, no message under way", invariants::isQuiet, maxMillis);
        invariants.checkQuiet();
    }

    /** Events done. */
    public long steps() {
        return steps;
    }

    /** IKE datagrams that arrived at a gateway. */
    public long datagrams() {
        return datagrams;
    }

    /** The sum over the gateways' daemons that run now. */
    long counted(io.xfrmgate.ike.v2.Counter counter) {
        return gateways.values().stream()
                .mapToLong(g -> g.endpoint().counters().get(counter))
                .sum();
    }

    void countDatagram() {
        datagrams++;
    }

    /** A gateway's batch is done: what has nothing to do rests, and nobody sees a difference. */
    void rest(SimGateway gateway) {
        if (settings.invariants()) {
            invariants.checkRest(gateway);
        } else {
            gateway.endpoint().rest();
        }
    }

    void stepped(SimGateway gateway) {
        if (settings.invariants()) {
            invariants.checkStep(gateway);
        }
    }

    /** A failure with the world's state in its message. */
    public SimulationFailure failure(String what) {
        return new SimulationFailure(
                what + " (seed " + seed.value() + ", " + elapsed() + " ms, " + steps + " events)\n" + dump());
    }

    /** All SAs, states and policies, and the last lines of the trace. */
    public String dump() {
        StringBuilder text = new StringBuilder();
        List<SimGateway> shown = new ArrayList<>(gateways.values());
        for (SimGateway gateway : shown.subList(0, Math.min(4, shown.size()))) {
            text.append(gateway.name()).append(gateway.isUp() ? "" : " (down)").append('\n');
            gateway.snapshot().stream().limit(DUMPED_LINES).forEach(s -> {
                text.append("  ike ")
                        .append(s.state())
                        .append(' ')
                        .append(s.ikeSa())
                        .append('\n');
                s.children()
                        .forEach(c -> text.append("    child ")
                                .append(c.state())
                                .append(' ')
                                .append(Integer.toHexString(c.name().inboundSpi()))
                                .append(' ')
                                .append(c.name())
                                .append('\n'));
            });
            gateway.plane().states().stream()
                    .limit(DUMPED_LINES)
                    .forEach(s -> text.append("  ").append(s).append('\n'));
            gateway.plane().policies().stream()
                    .limit(DUMPED_LINES)
                    .forEach(p -> text.append("  ").append(p).append('\n'));
        }
        List<String> lines = trace.lines();
        lines.subList(Math.max(0, lines.size() - DUMPED_LINES), lines.size())
                .forEach(l -> text.append(l).append('\n'));
        return text.toString();
    }
}
