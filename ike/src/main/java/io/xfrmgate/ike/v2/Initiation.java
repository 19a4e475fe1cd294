package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.ConfigurationRole;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneEvent;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.InstallTrap;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.RemoveTrap;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Trap;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.ts.AllowedTraffic;
import io.xfrmgate.ike.ts.SelectorNarrowing;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What makes us call a peer: commands, packets that meet a trap, and what should be up but went down. Also what keeps two
 * gateways that call each other at the same time from having everything twice.
 */
final class Initiation {
    /** IKE SAs that came up within this time of one another were begun by both sides at once. */
    private static final long SIMULTANEOUS_MILLIS = 10_000;

    private static final long JITTER_MILLIS = 250;

    private final IkeEndpoint endpoint;
    private final WantedChildren wanted = new WantedChildren();
    private final Map<WantedChildren.Key, Integer> reqids = new HashMap<>();
    private final Map<Integer, Target> byReqid = new HashMap<>();
    private final Map<Integer, Trap> traps = new LinkedHashMap<>();
    /** The internal addresses that a map had last, which it asks for again. */
    private final Map<String, List<IpAddress>> remembered = new HashMap<>();

    private final TrafficCalls trafficCalls = new TrafficCalls();
    private final Groups groups;

    /** A Child SA of a map, or of a template whose peers we call where there is traffic for them. */
    private record Target(PeerConfig config, ChildConfig child) {
        boolean names(ChildConfig other) {
            return other.name().equals(child.name());
        }

        WantedChildren.Key key() {
            return new WantedChildren.Key(config.name(), child.name());
        }
    }

    /**
     * Selectors to ask for.
     *
     * @param peer whom to call
     */
    private record Flow(IpAddress peer, List<TrafficSelector> local, List<TrafficSelector> remote) {}

    Initiation(IkeEndpoint endpoint, Groups groups) {
        this.endpoint = endpoint;
        this.groups = groups;
    }

    // ---- traps -----------------------------------------------------------------------------------------------------

    /** Installs the traps that are not there yet. */
    void installTraps(Effects out) {
        for (PeerConfig config : endpoint.settings().peers()) {
            if (!groups.isStandby(config)) {
                for (ChildConfig child : config.children()) {
                    if (isTrapped(config, child) && !traps.containsKey(trapReqidOf(config, child))) {
                        install(config, child, out);
                    }
                }
            }
        }
    }

    /** Puts those of a map in the place of those of the other map of its group. */
    void changeTraps(PeerConfig config, Effects out) {
        for (ChildConfig child : config.children()) {
            if (isTrapped(config, child)) {
                install(config, child, out);
            }
        }
    }

    private static boolean isTrapped(PeerConfig config, ChildConfig child) {
        boolean hasPeers =
                config.remote().isPresent() || !config.remoteNetworks().isEmpty();
        boolean known = !child.dynamic(); // else its own side is not known yet
        return child.trap() && known && hasPeers && !config.localAddresses().isEmpty();
    }

    private void install(PeerConfig config, ChildConfig child, Effects out) {
        Trap trap = config.remote().isPresent() ? trap(config, child) : networkTrap(config, child);
        traps.put(trap.reqid(), trap);
        endpoint.dataPlane(new InstallTrap(trap), out, (now, answer, o) -> {
            if (answer instanceof DataPlaneAnswer.Refused refused) {
                endpoint.announcements()
                        .failure(
                                nameOf(config),
                                FailureReason.DATA_PLANE,
                                true,
                                Explanation.of("the kernel refuses the trap of " + child.name() + ": errno "
                                        + refused.errno() + ", " + refused.text()),
                                o);
            }
        });
    }

    /** Those that are installed. */
    List<Standing.NamedTrap> traps() {
        return traps.values().stream()
                .map(trap -> new Standing.NamedTrap(
                        Optional.ofNullable(byReqid.get(trap.reqid()))
                                .map(target -> target.config().name())
                                .orElse(""),
                        trap))
                .toList();
    }

    private void remove(Trap trap, Effects out) {
        traps.remove(trap.reqid());
        endpoint.dataPlane(new RemoveTrap(trap), out, (now, answer, o) -> {});
    }

    // ---- another configuration -------------------------------------------------------------------------------------

    /**
     * The configuration changed: targets and traps follow it, what is wanted and not there any more is forgotten.
     *
     * @param restarted whose traps can not stay as they are: they get new reqids, so that old and new ones live side by side
     * @param notWanted that are not kept up any more
     */
    void reconfigured(Collection<WantedChildren.Key> restarted, Collection<WantedChildren.Key> notWanted, Effects out) {
        Map<WantedChildren.Key, Target> current = new LinkedHashMap<>();
        for (PeerConfig config : endpoint.settings().peers()) {
            for (ChildConfig child : config.children()) {
                Target target = new Target(config, child);
                current.put(target.key(), target);
            }
        }
        wanted.retain(current.keySet());
        notWanted.forEach(wanted::forgo);
        reqids.keySet().removeIf(key -> {
            Target target = current.get(key);
            return target == null
                    || restarted.contains(key)
                    || !groups.keyOf(target.config(), target.child()).equals(key);
        });
        byReqid.clear();
        reqids.forEach((key, reqid) -> byReqid.put(reqid, current.get(key)));
        installTraps(out);
        for (Trap trap : List.copyOf(traps.values())) {
            Target target = byReqid.get(trap.reqid());
            if (target == null || !isTrapped(target.config(), target.child())) {
                remove(trap, out);
            }
        }
    }

    /** Sets up what the change of configuration took down, or was being set up before it. */
    boolean beginAgain(long now, WantedChildren.Key key, Effects out) {
        Optional<Target> target = target(key.config(), key.child());
        return target.isPresent() && begin(now, target.get(), out);
    }

    private Trap trap(PeerConfig config, ChildConfig child) {
        SaPath path = new SaPath(local(config), remote(config), false);
        Flow flow = flow(config, child, config.remote().orElseThrow());
        return new Trap(
                reqidOf(config, child),
                child.mode(),
                path,
                flow.local(),
                flow.remote(),
                child.options().withPriority(groups.basePriority(config, child)));
    }

    /** Before all peers of a template. In transport mode, whatever that of the Child SAs is: each peer is asked for by itself. */
    private Trap networkTrap(PeerConfig config, ChildConfig child) {
        UdpEndpoint anybody =
                new UdpEndpoint(IpAddress.any(local(config).address().isV6()), UdpEndpoint.IKE_PORT);
        List<TrafficSelector> networks = config.remoteNetworks().stream()
                .map(n -> TrafficSelector.ofPrefix(n.network(), n.prefix()))
                .toList();
        return new Trap(
                trapReqidOf(config, child),
                IpsecMode.TRANSPORT,
                new SaPath(local(config), anybody, false),
                ownSide(config, child.localSelectors()),
                SelectorNarrowing.narrow(networks, child.remoteSelectors()),
                child.options());
    }

    /** What to ask of a peer: of a template's, what concerns itself. Where nothing is said, the two hosts. */
    private static Flow flow(PeerConfig config, ChildConfig child, IpAddress peer) {
        // where the configuration allows nothing to its own peer, the peer is asked for what it says, and refuses
        AllowedTraffic traffic = (config.remote().isPresent()
                        ? child.traffic(peer)
                        : child.traffic().ofPeer(peer))
                .orElseGet(child::traffic);
        List<TrafficSelector> local = child.dynamic()
                        && config.configuration() instanceof ConfigurationRole.Client client
                ? ConfigurationClient.offered(client, child)
                : config.remote().isPresent()
                        ? orHost(traffic.local(), config.localAddresses().getFirst())
                        : ownSide(config, traffic.local());
        return new Flow(peer, local, orHost(traffic.remote(), peer));
    }

    /** What a template protects where we call: our own address, if that is in what is configured, else all of that. */
    private static List<TrafficSelector> ownSide(PeerConfig config, List<TrafficSelector> selectors) {
        TrafficSelector host = TrafficSelector.ofHost(config.localAddresses().getFirst());
        List<TrafficSelector> own = SelectorNarrowing.narrow(List.of(host), selectors);
        return own.isEmpty() ? selectors : own;
    }

    private static List<TrafficSelector> orHost(List<TrafficSelector> selectors, IpAddress host) {
        return selectors.isEmpty() ? List.of(TrafficSelector.ofHost(host)) : selectors;
    }

    private static UdpEndpoint local(PeerConfig config) {
        return new UdpEndpoint(config.localAddresses().getFirst(), UdpEndpoint.IKE_PORT);
    }

    private static UdpEndpoint remote(PeerConfig config) {
        return new UdpEndpoint(config.remote().orElseThrow(), UdpEndpoint.IKE_PORT);
    }

    static Notice.IkeSaName nameOf(PeerConfig config) {
        UdpEndpoint local = local(config);
        UdpEndpoint remote = config.remote()
                .map(address -> new UdpEndpoint(address, UdpEndpoint.IKE_PORT))
                .orElseGet(() -> new UdpEndpoint(IpAddress.any(local.address().isV6()), 0));
        return new Notice.IkeSaName(config.name(), 0, 0, local, remote, Optional.empty(), true);
    }

    /** A map's Child SAs have the reqid of its trap; each of a template's has its own. */
    int reqidOf(PeerConfig config, ChildConfig child) {
        return config.remote().isPresent() ? trapReqidOf(config, child) : endpoint.freshReqid();
    }

    private int trapReqidOf(PeerConfig config, ChildConfig child) {
        Target target = new Target(config, child);
        return reqids.computeIfAbsent(groups.keyOf(config, child), key -> {
            int reqid = endpoint.freshReqid();
            byReqid.put(reqid, target);
            return reqid;
        });
    }

    void acquire(long now, DataPlaneEvent.Acquire acquire, Effects out) {
        Target target = byReqid.get(acquire.reqid());
        if (target == null || !traps.containsKey(acquire.reqid())) {
            return;
        }
        endpoint.counters().count(Counter.ACQUIRES);
        PeerConfig config = groups.active(target.config());
        ChildConfig child = Groups.counterpart(target.config(), target.child(), config);
        IpAddress peer = config.remote().orElse(acquire.remote().start());
        if (config.remote().isEmpty() && !trafficCalls.mayCall(peer, now)) {
            endpoint.counters().count(Counter.ACQUIRES_LIMITED);
            return;
        }
        Flow all = flow(config, child, peer);
        Flow flow =
                new Flow(peer, packetFirst(acquire.local(), all.local()), packetFirst(acquire.remote(), all.remote()));
        if (!begin(now, new Target(config, child), flow, out)) {
            endpoint.counters().count(Counter.ACQUIRES_COALESCED);
        }
    }

    /** The packet's own selector tells the responder what a narrowed answer must include (RFC 7296 section 2.9). */
    private static List<TrafficSelector> packetFirst(TrafficSelector packet, List<TrafficSelector> configured) {
        List<TrafficSelector> selectors = new ArrayList<>(configured.size() + 1);
        selectors.add(packet);
        selectors.addAll(configured);
        return selectors;
    }

    // ---- commands --------------------------------------------------------------------------------------------------

    boolean want(long now, String configName, String childName, Effects out) {
        Optional<Target> target = target(configName, childName);
        if (target.isEmpty()) {
            return false;
        }
        wanted.want(target.get().key());
        begin(now, target.get(), out);
        return true;
    }

    /** A Child SA that we can call for. */
    private Optional<Target> target(String configName, String childName) {
        return endpoint.directory()
                .named(configName)
                .filter(c -> c.remote().isPresent() && !c.localAddresses().isEmpty())
                .flatMap(c -> c.children().stream()
                        .filter(child -> child.name().equals(childName))
                        .map(child -> new Target(c, child))
                        .findFirst());
    }

    private boolean begin(long now, Target target, Effects out) {
        IpAddress peer = target.config().remote().orElseThrow();
        return begin(now, target, flow(target.config(), target.child(), peer), out);
    }

    /** Returns false if what is under way, or there already, serves. */
    private boolean begin(long now, Target target, Flow flow, Effects out) {
        PeerConfig config = target.config();
        ChildConfig child = target.child();
        if (endpoint.registry().hasChild(config, flow.peer(), child, flow.local(), flow.remote())
                || isUnderWay(target, flow.peer())) {
            return false;
        }
        int reqid = reqidOf(config, child);
        List<IkeSa> established = endpoint.registry().established(config, flow.peer());
        if (!established.isEmpty()) {
            IkeSa sa = established.getFirst();
            sa.addTask(ChildCreateTask.create(child, flow.local(), flow.remote(), reqid));
            sa.settle(now, out);
            return true;
        }
        Optional<IkeSa> calling = endpoint.registry().with(config, flow.peer()).stream()
                .filter(sa -> sa.initiator() && sa.state() == IkeSa.State.CONNECTING)
                .findFirst();
        if (calling.isPresent()) {
            // One IKE SA for all: the others are set up when it is established.
            calling.get().addTask(ChildCreateTask.create(child, flow.local(), flow.remote(), reqid));
        } else {
            AuthTask.Wanted first = new AuthTask.Wanted(child, flow.local(), flow.remote(), reqid);
            call(now, config, flow.peer(), Optional.of(first), out);
        }
        return true;
    }

    private void call(long now, PeerConfig config, IpAddress peer, Optional<AuthTask.Wanted> child, Effects out) {
        UdpEndpoint remote = new UdpEndpoint(peer, UdpEndpoint.IKE_PORT);
        IkeSa sa = new IkeSa(endpoint, config, true, endpoint.freshIkeSpi(), 0, local(config), remote);
        if (config.remote().isEmpty()) {
            trafficCalls.began(sa);
        }
        sa.setHandshake(new Handshake(now, List.of(config)));
        endpoint.register(sa);
        sa.lifeline().connecting(now);
        new InitTask(child).start(sa, now, out);
        sa.settle(now, out);
    }

    /** An IKE SA alone (RFC 6023), unless there is one. */
    boolean connect(long now, String configName, Effects out) {
        Optional<PeerConfig> config = endpoint.directory()
                .named(configName)
                .filter(c -> c.childless()
                        && c.remote().isPresent()
                        && !c.localAddresses().isEmpty());
        config.filter(c -> endpoint.registry().with(c, c.remote().orElseThrow()).stream()
                        .noneMatch(Initiation::isOpen))
                .ifPresent(c -> call(now, c, c.remote().orElseThrow(), Optional.empty(), out));
        return config.isPresent();
    }

    private static boolean isOpen(IkeSa sa) {
        return sa.state() == IkeSa.State.CONNECTING || sa.isEstablished();
    }

    private boolean isUnderWay(Target target, IpAddress peer) {
        return endpoint.registry().with(target.config(), peer).stream()
                .anyMatch(sa -> sa.active().filter(t -> sets(t, target)).isPresent()
                        || sa.queue().tasks().stream().anyMatch(t -> sets(t, target)));
    }

    private static boolean sets(Task task, Target target) {
        return switch (task) {
            case InitTask init -> init.child().filter(target::names).isPresent();
            case AuthTask auth -> auth.child().filter(target::names).isPresent();
            case EapTask eap -> eap.child().filter(target::names).isPresent();
            case ChildCreateTask create -> create.rekeyed().isEmpty() && target.names(create.config());
            case ChildDeleteTask _, StrayChildDeleteTask _, IkeRekeyTask _, IkeDeleteTask _, LivenessTask _ -> false;
        };
    }

    /** The operator ends an IKE SA: nothing of its configuration is brought up again by itself. */
    void forgo(IkeSa sa) {
        sa.config()
                .children()
                .forEach(c -> wanted.forgo(new WantedChildren.Key(sa.config().name(), c.name())));
    }

    /** Nothing of a configuration is brought up again by itself. */
    void forgo(String config) {
        wanted.forgo(config);
    }

    boolean keepsUp(PeerConfig config) {
        return wanted.isWanted(config.name());
    }

    void forgo(ChildSa child) {
        wanted.forgo(keyOf(child));
    }

    private static WantedChildren.Key keyOf(ChildSa child) {
        return new WantedChildren.Key(child.owner.config().name(), child.config.name());
    }

    void stop(Effects out) {
        wanted.clear();
        List.copyOf(traps.values()).forEach(trap -> remove(trap, out));
    }

    void remember(IkeSa sa) {
        remembered.put(sa.config().name(), sa.addresses().addresses());
    }

    List<IpAddress> remembered(PeerConfig config) {
        return remembered.getOrDefault(config.name(), List.of());
    }

    // ---- up and down -----------------------------------------------------------------------------------------------

    void up(ChildSa child, long now, Effects out) {
        wanted.up(keyOf(child), now);
        groups.up(child.owner.config(), out);
    }

    void down(PeerConfig config, long now, Effects out) {
        wanted.down(config.name(), now, endpoint.jitter(JITTER_MILLIS));
        groups.down(config, out);
    }

    /** An IKE SA is closed, for whatever reason. */
    void ended(IkeSa sa, long now) {
        trafficCalls.ended(sa, now);
    }

    long nextDeadline() {
        return wanted.nextDeadline();
    }

    void tick(long now, Effects out) {
        for (WantedChildren.Key key : wanted.due(now)) {
            want(now, key.config(), key.child(), out);
        }
    }

    // ---- the same peer twice ---------------------------------------------------------------------------------------

    /**
     * Whether we may say that we have no other IKE SA with this peer. A template's peer that traffic calls at this address may
     * have called us from another one.
     */
    boolean isFirstContact(IkeSa sa) {
        return sa.config().remote().isPresent()
                && endpoint.registry()
                        .established(sa.config(), sa.remote().address())
                        .isEmpty();
    }

    /**
     * The peer says that it has no other IKE SA with us (RFC 7296 section 2.4), or is configured to have one at a time: what
     * we still have with that identity goes. It is told so, for the case that both sides called each other at once.
     */
    void initialContact(IkeSa sa, long now, Effects out) {
        for (IkeSa other : endpoint.registry().withSamePeer(sa)) {
            replaced(other, sa.remote().address(), now, out);
        }
        tellOthers(sa, now, out);
    }

    /** A peer is back at another shard: what we have with it is over, unless it is newer than what that shard tells of. */
    int initialContactElsewhere(InitialContact contact, long now, Effects out) {
        List<IkeSa> over = endpoint.registry().withPeer(contact.config(), contact.peer()).stream()
                .filter(sa -> contact.isAfter(
                        sa.lifeline().establishedMillis(), endpoint.settings().shard()))
                .toList();
        over.forEach(sa -> replaced(sa, contact.remote(), now, out));
        return over.size();
    }

    private static void replaced(IkeSa old, IpAddress remote, long now, Effects out) {
        boolean elsewhere = !old.remote().address().equals(remote);
        CloseReason reason = elsewhere ? CloseReason.HANDOVER : CloseReason.REPLACED_BY_PEER;
        old.close(now, reason, Optional.empty(), out);
    }

    private void tellOthers(IkeSa sa, long beforeMillis, Effects out) {
        EndpointSettings settings = endpoint.settings();
        if (settings.shards() > 1) {
            out.initialContact(new InitialContact(
                    sa.config().name(), sa.peerId(), sa.remote().address(), beforeMillis, settings.shard()));
        }
    }

    /**
     * We have told a peer that it has no other IKE SA with us, and it has forgotten those that other shards have. What it began
     * while we called it, it keeps.
     */
    void saidInitialContact(IkeSa sa, long startedMillis, Effects out) {
        tellOthers(sa, startedMillis, out);
    }

    /** Both sides called at once: of two IKE SAs the one with the higher initiator SPI stays; who made the other deletes it. */
    void established(IkeSa sa, long now, Effects out) {
        trafficCalls.established(sa);
        for (IkeSa other : endpoint.registry().withSamePeer(sa)) {
            if (sa.config().remote().isEmpty() && !joinsTheSame(sa, other)) {
                continue;
            }
            boolean simultaneous = now - other.lifeline().establishedMillis() <= SIMULTANEOUS_MILLIS
                    && other.initiator() != sa.initiator();
            if (simultaneous) {
                IkeSa loser = Long.compareUnsigned(initiatorSpi(sa), initiatorSpi(other)) < 0 ? sa : other;
                if (loser.initiator()) {
                    loser.lifeline().retire(now);
                    endpoint.reschedule(loser);
                }
            }
        }
    }

    private static boolean joinsTheSame(IkeSa a, IkeSa b) {
        return a.local().address().equals(b.local().address())
                && a.remote().address().equals(b.remote().address());
    }

    private static long initiatorSpi(IkeSa sa) {
        return sa.initiator() ? sa.localSpi() : sa.remoteSpi();
    }
}
