package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.pool.PoolView;
import io.xfrmgate.ike.ts.SelectorNarrowing;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.v2.FailureReason;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.IkeSaView.ChildView;
import io.xfrmgate.ike.v2.Notice;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must hold in every world: after every step, that SAs and kernel tables agree on each gateway; when all is quiet, that
 * the gateways agree with each other.
 */
public final class Invariants {
    /** How long an old Child SA may stay once the new one is used, beyond two ways through the network. */
    private static final long OLD_SA_MILLIS = 500;

    private static final int FEW_SAS = 50;

    private final SimWorld world;
    private long skipped;
    private boolean promptRekeys;

    record StateKey(int spi, IpAddress destination) {}

    Invariants(SimWorld world) {
        this.world = world;
    }

    /** Also demands that the old SA goes within 500 ms of the new one's use; only where nothing is lost. */
    public void demandPromptRekeys() {
        promptRekeys = true;
    }

    /** After each step of a gateway. With many SAs only after some, so that the whole stays linear. */
    void checkStep(SimGateway gateway) {
        if (!gateway.isUp()) {
            return;
        }
        if (gateway.endpoint().established() > FEW_SAS
                && skipped++ % gateway.endpoint().established() != 0) {
            return;
        }
        require(
                gateway.endpoint().counters().get(Counter.INTERNAL_ERRORS) == 0,
                gateway,
                "the core caught an internal error");
        List<IkeSaView> sas = gateway.snapshot();
        checkUniqueSpis(gateway, sas);
        List<ChildView> children = Stream.concat(sas.stream().flatMap(s -> s.children().stream()), manual(gateway))
                .toList();
        for (ChildView child : children) {
            if (child.state().equals("installed") && !isOutstanding(gateway, child.ref())) {
                checkInstalled(gateway, child, children);
            }
        }
        checkNothingLeft(gateway, children);
        checkAddresses(gateway, sas);
    }

    void checkRest(SimGateway gateway) {
        if (!gateway.isUp() || gateway.endpoint().established() > FEW_SAS) {
            gateway.endpoint().rest();
            return;
        }
        Set<IkeSaView> before = Set.copyOf(gateway.snapshot());
        int resting = gateway.endpoint().resting();
        gateway.endpoint().rest();
        require(before.equals(Set.copyOf(gateway.snapshot())), gateway, "an IKE SA looks otherwise at rest");
        require(gateway.endpoint().resting() >= resting, gateway, "rest woke somebody");
    }

    private static Stream<ChildView> manual(SimGateway gateway) {
        return gateway.endpoint().standing().manual().stream()
                .filter(sa -> sa.state().equals("installed"));
    }

    private void checkUniqueSpis(SimGateway gateway, List<IkeSaView> sas) {
        Set<Long> ikeSpis = new HashSet<>();
        Set<Integer> espSpis = new HashSet<>();
        for (IkeSaView sa : sas) {
            require(ikeSpis.add(sa.ikeSa().localSpi()), gateway, "two IKE SAs have one SPI");
            for (ChildView child : sa.children()) {
                require(espSpis.add(child.name().inboundSpi()), gateway, "two Child SAs have one inbound SPI");
            }
        }
    }

    /** No two peers have an internal address in common; a pool knows each that is held, and no other as held. */
    private void checkAddresses(SimGateway gateway, List<IkeSaView> sas) {
        Map<IpAddress, Optional<String>> holders = new HashMap<>();
        for (IkeSaView sa : sas) {
            for (IpAddress address : sa.addresses()) {
                Optional<String> peer = sa.ikeSa().peer();
                Optional<String> other = holders.putIfAbsent(address, peer);
                require(
                        other == null || other.equals(peer),
                        gateway,
                        address + " is " + other + "'s and " + peer + "'s");
            }
        }
        List<PoolView> pools = gateway.pools().snapshot();
        int used = pools.stream().mapToInt(PoolView::used).sum();
        require(
                pools.isEmpty() || used == holders.size(),
                gateway,
                used + " addresses are in use for the pools, " + holders.size() + " for the IKE SAs");
    }

    private void checkInstalled(SimGateway gateway, ChildView child, List<ChildView> all) {
        ChildSaRef ref = child.ref();
        SimulatedDataPlane plane = gateway.plane();
        require(
                plane.hasState(ref.inboundSpi(), ref.path().local().address()),
                gateway,
                "installed Child SA " + hex(ref) + " has no inbound state");
        // The responder of a rekey sends on the old SA until the new one is used (RFC 7296 section 2.8).
        boolean outbound = all.stream()
                .map(ChildView::ref)
                .filter(r -> r.reqid() == ref.reqid())
                .anyMatch(r -> plane.hasState(r.outboundSpi(), r.path().remote().address()));
        require(outbound, gateway, "no outbound state for reqid " + ref.reqid() + " of Child SA " + hex(ref));
        require(plane.hasPolicies(ref), gateway, "installed Child SA " + hex(ref) + " has not all its policies");
    }

    private void checkNothingLeft(SimGateway gateway, List<ChildView> children) {
        Set<StateKey> known = new HashSet<>();
        Set<PolicyTable.Claim> knownPolicies = new HashSet<>();
        Stream.concat(children.stream().map(ChildView::ref), outstandingRefs(gateway))
                .forEach(ref -> {
                    known.add(new StateKey(ref.inboundSpi(), ref.path().local().address()));
                    known.add(
                            new StateKey(ref.outboundSpi(), ref.path().remote().address()));
                    knownPolicies.addAll(policies(ref));
                });
        for (EspState state : gateway.plane().espStates()) {
            require(
                    state.isStale() || known.contains(new StateKey(state.spi, state.destination())),
                    gateway,
                    state.view() + " belongs to no Child SA");
        }
        for (PolicyTable.Claim policy : gateway.plane().policyTable().claims(false)) {
            require(knownPolicies.contains(policy), gateway, policy + " belongs to no Child SA");
        }
    }

    private static List<PolicyTable.Claim> policies(ChildSaRef ref) {
        return ref.localSelectors().stream()
                .flatMap(local -> ref.remoteSelectors().stream()
                        .flatMap(remote -> Stream.of(
                                new InstalledPolicy(InstalledPolicy.Direction.OUT, local, remote, ref.reqid()),
                                new InstalledPolicy(InstalledPolicy.Direction.IN, remote, local, ref.reqid()),
                                new InstalledPolicy(InstalledPolicy.Direction.FORWARD, remote, local, ref.reqid()))))
                .map(policy -> new PolicyTable.Claim(policy, ref.inboundSpi()))
                .toList();
    }

    private static Stream<ChildSaRef> outstandingRefs(SimGateway gateway) {
        return gateway.outstanding().stream().flatMap(request -> switch (request) {
            case DataPlaneRequest.InstallChild install -> Stream.of(ChildSaRef.of(install.child()));
            case DataPlaneRequest.RemoveChild remove -> Stream.of(remove.child());
            case DataPlaneRequest.MoveChild move ->
                Stream.of(
                        move.child(),
                        new ChildSaRef(
                                move.child().inboundSpi(),
                                move.child().outboundSpi(),
                                move.child().mode(),
                                move.newPath(),
                                move.child().reqid(),
                                move.child().localSelectors(),
                                move.child().remoteSelectors(),
                                move.child().options()));
            default -> Stream.empty();
        });
    }

    private static boolean isOutstanding(SimGateway gateway, ChildSaRef ref) {
        return outstandingRefs(gateway).anyMatch(r -> r.reqid() == ref.reqid());
    }

    /** A packet came in on a state: if it is the first, the SAs that it replaces must be gone soon. */
    void used(SimGateway gateway, int spi) {
        if (!promptRekeys) {
            return;
        }
        Collection<EspState> states = gateway.plane().espStates();
        Optional<EspState> used =
                states.stream().filter(s -> s.inbound && s.spi == spi).findFirst();
        if (used.isEmpty() || used.get().usage().packets() != 1) {
            return;
        }
        List<EspState> old = states.stream()
                .filter(s -> s.reqid == used.get().reqid && s.order < used.get().order && isOther(s, used.get()))
                .toList();
        if (!old.isEmpty()) {
            world.after(
                    OLD_SA_MILLIS,
                    () -> old.forEach(s -> require(
                            !gateway.plane().espStates().contains(s),
                            gateway,
                            s.view() + " is still there " + OLD_SA_MILLIS + " ms after the first use of "
                                    + Integer.toHexString(spi))));
        }
    }

    /** The outbound state of the same Child SA is installed just before or after the inbound one: only inbound counts. */
    private static boolean isOther(EspState state, EspState used) {
        return state.inbound && state.spi != used.spi;
    }

    /** Whether nothing is under way and no SA is in transition. */
    public boolean isQuiet() {
        return world.network().inFlight() == 0
                && world.gateways().stream()
                        .filter(SimGateway::isUp)
                        .allMatch(g -> g.outstanding().isEmpty()
                                && g.snapshot().stream()
                                        .allMatch(s -> s.state().equals("established")
                                                && s.children().stream()
                                                        .allMatch(c -> c.state().equals("installed"))));
    }

    /** All that must hold when {@link #isQuiet}. */
    public void checkQuiet() {
        List<SimGateway> up = world.gateways().stream().filter(SimGateway::isUp).toList();
        Map<SpiPair, List<IkeSaView>> all = up.stream()
                .flatMap(g -> g.established().stream())
                .collect(Collectors.groupingBy(
                        s -> new SpiPair(s.ikeSa().localSpi(), s.ikeSa().remoteSpi())));
        for (SimGateway gateway : up) {
            checkTables(gateway);
            checkNotices(gateway);
            gateway.established().forEach(sa -> checkAgreement(gateway, sa, all));
        }
    }

    private record SpiPair(long local, long remote) {}

    private void checkTables(SimGateway gateway) {
        List<ChildView> children =
                Stream.concat(gateway.installed().stream(), manual(gateway)).toList();
        checkNothingLeft(gateway, children);
        for (ChildView child : children) {
            ChildSaRef ref = child.ref();
            require(
                    gateway.plane()
                                    .hasState(
                                            ref.inboundSpi(), ref.path().local().address())
                            && gateway.plane()
                                    .hasState(
                                            ref.outboundSpi(),
                                            ref.path().remote().address())
                            && gateway.plane().hasPolicies(ref),
                    gateway,
                    "Child SA " + hex(ref) + " is not whole in the kernel");
        }
        long states = gateway.plane().states().size();
        require(states == 2L * children.size(), gateway, children.size() + " Child SAs have " + states + " states");
        List<Flow> traps = gateway.plane().policyTable().claims(true).stream()
                .map(p -> new Flow(p.policy().source(), p.policy().destination()))
                .toList();
        List<Flow> configured = configuredTraps(gateway);
        require(
                traps.size() == configured.size() && configured.containsAll(traps),
                gateway,
                "traps installed: " + traps + ", configured: " + configured);
        gateway.established().forEach(sa -> checkConfigured(gateway, sa));
    }

    private record Flow(TrafficSelector source, TrafficSelector destination) {}

    /** The scenarios' traps have selectors, and one of each. */
    private static List<Flow> configuredTraps(SimGateway gateway) {
        Set<String> standby = gateway.endpoint().groups().stream()
                .map(g -> g.group().map(g.active().other()))
                .collect(Collectors.toSet());
        Stream<Flow> ofPeers = gateway.peers().stream()
                .filter(p -> p.remote().isPresent() || !p.remoteNetworks().isEmpty())
                .filter(p -> !p.localAddresses().isEmpty() && !standby.contains(p.name()))
                .flatMap(p -> p.children().stream())
                .filter(ChildConfig::trap)
                .flatMap(c -> flows(c.localSelectors(), c.remoteSelectors()));
        Stream<Flow> ofManual = gateway.endpoint().standing().manual().stream()
                .flatMap(sa -> flows(sa.ref().localSelectors(), sa.ref().remoteSelectors()));
        return Stream.concat(ofPeers, ofManual).toList();
    }

    private static Stream<Flow> flows(List<TrafficSelector> local, List<TrafficSelector> remote) {
        return local.stream().flatMap(l -> remote.stream().map(r -> new Flow(l, r)));
    }

    /** Nothing runs on what the configuration does not have (any more). */
    private void checkConfigured(SimGateway gateway, IkeSaView sa) {
        Optional<PeerConfig> peer = gateway.peers().stream()
                .filter(p -> p.name().equals(sa.ikeSa().config()))
                .findFirst();
        require(peer.isPresent(), gateway, "an IKE SA of " + sa.ikeSa().config() + ", which is not configured");
        for (ChildView view : sa.children()) {
            Optional<ChildConfig> child = peer.get().children().stream()
                    .filter(c -> c.name().equals(view.name().config()))
                    .findFirst();
            require(child.isPresent(), gateway, "a Child SA of " + view.name() + ", which is not configured");
            boolean fits = within(view.ref().localSelectors(), child.get().localSelectors())
                    && within(view.ref().remoteSelectors(), child.get().remoteSelectors());
            require(fits, gateway, "a Child SA with selectors beyond those of " + child.get());
            boolean grouped = gateway.endpoint().groups().stream()
                    .anyMatch(g -> g.group().primary().equals(peer.get().name())
                            || g.group().secondary().equals(peer.get().name()));
            KernelOptions options = view.ref().options();
            require(
                    (grouped ? options.withPriority(child.get().options().priority()) : options)
                            .equals(child.get().options()),
                    gateway,
                    "a Child SA with other options than " + child.get());
        }
    }

    private static boolean within(List<TrafficSelector> agreed, List<TrafficSelector> configured) {
        return configured.isEmpty() || SelectorNarrowing.contains(configured, agreed);
    }

    private void checkNotices(SimGateway gateway) {
        List<Notice> notices = gateway.noticesOfIncarnation();
        for (Notice notice : notices) {
            if (notice instanceof Notice.Failed failed) {
                require(!failed.detail().isBlank(), gateway, "a failure without explanation: " + failed);
            }
            if (notice instanceof Notice.IkeClosed closed) {
                require(!closed.detail().isBlank(), gateway, "an IKE SA closed without explanation: " + closed);
            }
        }
        for (FailureReason reason : FailureReason.values()) {
            requireCount(
                    gateway,
                    "failures by " + reason,
                    gateway.endpoint().counters().get(reason),
                    notices.stream().filter(n -> n instanceof Notice.Failed f && f.reason() == reason));
        }
        for (CloseReason reason : CloseReason.values()) {
            requireCount(
                    gateway,
                    "IKE SAs closed by " + reason,
                    gateway.endpoint().counters().get(reason),
                    notices.stream().filter(n -> n instanceof Notice.IkeClosed c && c.reason() == reason));
        }
        requireCount(
                gateway,
                "IKE SAs established",
                gateway.endpoint().counters().get(Counter.IKE_ESTABLISHED),
                notices.stream().filter(Notice.IkeEstablished.class::isInstance));
        requireCount(
                gateway,
                "Child SAs closed",
                gateway.endpoint().counters().get(Counter.CHILD_CLOSED),
                notices.stream().filter(Notice.ChildClosed.class::isInstance));
    }

    private void requireCount(SimGateway gateway, String what, long counted, Stream<Notice> told) {
        long notices = told.count();
        require(counted == notices, gateway, what + ": " + counted + " counted, " + notices + " told");
    }

    private void checkAgreement(SimGateway gateway, IkeSaView sa, Map<SpiPair, List<IkeSaView>> all) {
        List<IkeSaView> others =
                all.getOrDefault(new SpiPair(sa.ikeSa().remoteSpi(), sa.ikeSa().localSpi()), List.of());
        require(others.size() == 1, gateway, others.size() + " peers know the IKE SA " + sa.ikeSa());
        require(
                others.getFirst().ikeSa().initiator() != sa.ikeSa().initiator(),
                gateway,
                "both or none are the initiator of " + sa.ikeSa());
        require(
                pairs(sa, false).equals(pairs(others.getFirst(), true)),
                gateway,
                "the peers do not agree on the Child SAs of " + sa.ikeSa());
    }

    private record Pair(int inbound, int outbound, Object local, Object remote) {}

    private static Set<Pair> pairs(IkeSaView sa, boolean swapped) {
        return sa.children().stream()
                .map(ChildView::ref)
                .map(r -> swapped
                        ? new Pair(r.outboundSpi(), r.inboundSpi(), set(r.remoteSelectors()), set(r.localSelectors()))
                        : new Pair(r.inboundSpi(), r.outboundSpi(), set(r.localSelectors()), set(r.remoteSelectors())))
                .collect(Collectors.toSet());
    }

    private static Set<Object> set(List<?> list) {
        return new HashSet<>(list);
    }

    /** Demands exactly one IKE SA of this configuration, with exactly one Child SA of each of its children. */
    public void demandOneOfEach(SimGateway gateway, PeerConfig config) {
        List<IkeSaView> sas = gateway.established().stream()
                .filter(s -> s.ikeSa().config().equals(config.name()))
                .toList();
        require(sas.size() == 1, gateway, sas.size() + " IKE SAs of " + config.name());
        for (ChildConfig child : config.children()) {
            long count = sas.getFirst().children().stream()
                    .filter(c -> c.name().config().equals(child.name()))
                    .count();
            require(count == 1, gateway, count + " Child SAs of " + config.name() + "/" + child.name());
        }
    }

    private void require(boolean holds, SimGateway gateway, String otherwise) {
        if (!holds) {
            throw world.failure(gateway.name() + ": " + otherwise);
        }
    }

    private static String hex(ChildSaRef ref) {
        return Integer.toHexString(ref.inboundSpi()) + "/" + Integer.toHexString(ref.outboundSpi());
    }
}
