package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.config.CryptoGroup;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneEvent;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.eap.EapAnswer;
import io.xfrmgate.ike.eap.EapRequest;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.pki.PkiAnswer;
import io.xfrmgate.ike.pki.PkiRequest;
import io.xfrmgate.ike.pool.AddressPools;
import io.xfrmgate.ike.pool.PoolDefinition;
import io.xfrmgate.ike.v2.ApplyChanges;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Effects;
import io.xfrmgate.ike.v2.EndpointSettings;
import io.xfrmgate.ike.v2.IkeEndpoint;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.InitialContact;
import io.xfrmgate.ike.v2.MessageTrace;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.v2.ReconfigureResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A host: addresses, a kernel, and a daemon with an {@link IkeEndpoint}, which can crash and start anew. */
public final class SimGateway implements Effects, DataPlane.Sink, SimNetwork.Host {
    private final SimWorld world;
    private final String name;
    private final List<IpAddress> addresses;
    private EndpointSettings settings;
    private final List<PoolDefinition> definitions;
    private final SimulatedDataPlane plane;
    private final Map<Long, DataPlaneRequest> outstanding = new LinkedHashMap<>();
    private final List<Notice> notices = new ArrayList<>();
    private final List<MessageTrace> traces = new ArrayList<>();
    private final List<SimStream> streams = new ArrayList<>();
    private final List<SimGateway> otherShards = new ArrayList<>();
    private long hearingDelay;
    private final SimPki pki;
    private final SimEap eap;
    private AddressPools pools;
    private IkeEndpoint endpoint;
    private MessageLedger ledger;
    private boolean up;
    private int incarnation;
    private int firstNoticeOfIncarnation;
    private long wakeAt = Long.MAX_VALUE;

    SimGateway(
            SimWorld world,
            String name,
            List<IpAddress> addresses,
            EndpointSettings settings,
            List<PoolDefinition> definitions) {
        this.world = world;
        this.name = name;
        this.addresses = List.copyOf(addresses);
        this.settings = settings;
        this.definitions = List.copyOf(definitions);
        this.pools = new AddressPools(definitions);
        this.plane = new SimulatedDataPlane(world.clock());
        this.pki = new SimPki(world.seed().number("pki", name));
        this.eap = new SimEap(world.seed().number("eap", name));
        this.endpoint = newEndpoint();
        this.ledger = newLedger();
        addresses.forEach(a -> world.network().attach(a, this));
    }

    private IkeEndpoint newEndpoint() {
        return new IkeEndpoint(
                settings,
                world.settings().crypto(world, this),
                world.settings().random(world.seed().number("endpoint", name, incarnation)),
                pools);
    }

    private MessageLedger newLedger() {
        int sendings = peers().stream()
                .mapToInt(p ->
                        1 + Math.max(p.retransmit().retries(), p.keepalive().retries()))
                .max()
                .orElse(1);
        return new MessageLedger(sendings);
    }

    public String name() {
        return name;
    }

    public IpAddress address() {
        return addresses.getFirst();
    }

    public SimulatedDataPlane plane() {
        return plane;
    }

    SimPki pki() {
        return pki;
    }

    SimEap eap() {
        return eap;
    }

    public IkeEndpoint endpoint() {
        return endpoint;
    }

    /** Its address pools, empty again after a restart. */
    public AddressPools pools() {
        return pools;
    }

    public List<PeerConfig> peers() {
        return settings.peers();
    }

    public boolean isUp() {
        return up;
    }

    /** All notices, those of earlier incarnations too. */
    public List<Notice> notices() {
        return notices;
    }

    List<Notice> noticesOfIncarnation() {
        return notices.subList(firstNoticeOfIncarnation, notices.size());
    }

    public <T extends Notice> List<T> notices(Class<T> type) {
        return notices.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public List<IkeSaView> snapshot() {
        return endpoint.snapshot();
    }

    /** The established IKE SAs. */
    public List<IkeSaView> established() {
        return snapshot().stream().filter(s -> s.state().equals("established")).toList();
    }

    /** The installed Child SAs of all established IKE SAs. */
    public List<IkeSaView.ChildView> installed() {
        return established().stream()
                .flatMap(s -> s.children().stream())
                .filter(c -> c.state().equals("installed"))
                .toList();
    }

    /** Boots the daemon. */
    public void start() {
        up = true;
        step("start", () -> endpoint.start(now(), this));
    }

    /** Kills the daemon; nothing is said to anybody. */
    public void crash() {
        world.trace().line(name, () -> "crash");
        up = false;
        outstanding.clear();
        wakeAt = Long.MAX_VALUE;
    }

    /** Kills the daemon and boots another. @param flush whether the kernel's tables are emptied */
    public void restart(boolean flush) {
        crash();
        plane.daemonGone(flush);
        incarnation++;
        firstNoticeOfIncarnation = notices.size();
        pools = new AddressPools(definitions);
        endpoint = newEndpoint();
        ledger = newLedger();
        start();
    }

    public boolean initiate(String config, String child) {
        return command("initiate " + config + "/" + child, () -> endpoint.initiate(now(), config, child, this));
    }

    /** Rekeys the first established IKE SA that fits; false if none does or it can not be rekeyed now. */
    public boolean rekeyIke(Predicate<IkeSaView> which) {
        return first(established(), which)
                .map(s -> command(
                        "rekey " + Long.toHexString(s.ikeSa().localSpi()),
                        () -> endpoint.rekey(now(), s.ikeSa().localSpi(), this)))
                .orElse(false);
    }

    public boolean rekeyIke() {
        return rekeyIke(s -> true);
    }

    /** Rekeys the first installed Child SA that fits; false if none does or it can not be rekeyed now. */
    public boolean rekeyChild(Predicate<IkeSaView.ChildView> which) {
        return first(installed(), which)
                .map(c -> command(
                        "rekey child " + Integer.toHexString(c.name().inboundSpi()),
                        () -> endpoint.rekeyChild(now(), c.name().inboundSpi(), this)))
                .orElse(false);
    }

    public boolean rekeyChild() {
        return rekeyChild(c -> true);
    }

    public boolean terminateIke() {
        return first(established(), s -> true)
                .map(s -> command(
                        "terminate " + Long.toHexString(s.ikeSa().localSpi()),
                        () -> endpoint.terminate(now(), s.ikeSa().localSpi(), CloseReason.LOCAL, this)))
                .orElse(false);
    }

    public boolean terminateChild() {
        return first(installed(), c -> true)
                .map(c -> command(
                        "terminate child " + Integer.toHexString(c.name().inboundSpi()),
                        () -> endpoint.terminateChild(now(), c.name().inboundSpi(), CloseReason.LOCAL, this)))
                .orElse(false);
    }

    /** Gives the daemon another configuration, which the next incarnation has, too. */
    public ReconfigureResult reconfigure(ApplyChanges when, PeerConfig... changed) {
        return reconfigure(
                when,
                new EndpointSettings(0, 1, List.of(changed), settings.groups(), settings.manual(), settings.limits()));
    }

    public ReconfigureResult reconfigure(ApplyChanges when, EndpointSettings changed) {
        settings = changed;
        ReconfigureResult[] result = {ReconfigureResult.NONE};
        step("reconfigure", () -> result[0] = endpoint.reconfigure(now(), settings, when, this));
        return result[0];
    }

    /** Ends everything of a template or map; how many IKE SAs that was. */
    public int terminateConfig(String config, CloseReason reason) {
        int[] ended = new int[1];
        command("terminate " + config, () -> {
            ended[0] = endpoint.terminateConfig(now(), config, reason, this);
            return true;
        });
        return ended[0];
    }

    /** Has the traffic of a crypto group take the tunnel of one of its maps. */
    public boolean activate(String group, CryptoGroup.Member member) {
        return command("activate " + group + " " + member, () -> endpoint.activate(now(), group, member, this));
    }

    public void shutdown() {
        step("shutdown", () -> endpoint.shutdown(now(), this));
    }

    private static <T> Optional<T> first(Collection<T> all, Predicate<T> which) {
        return all.stream().filter(which).findFirst();
    }

    private boolean command(String what, java.util.function.BooleanSupplier action) {
        if (!up) {
            return false;
        }
        boolean[] taken = new boolean[1];
        step(what, () -> taken[0] = action.getAsBoolean());
        return taken[0];
    }

    /** One input to the core, and all that follows from it at this moment. */
    private void step(String what, Runnable input) {
        if (!up) {
            return;
        }
        world.trace().line(name, () -> what);
        input.run();
        pump();
    }

    private void pump() {
        int rounds = 0;
        while (plane.nextDue() <= now()) {
            plane.exchange(this);
            if (++rounds > SimWorld.MAX_ROUNDS) {
                throw world.failure(name + ": the data plane and the core keep each other busy");
            }
        }
        world.rest(this);
        world.stepped(this);
        armWake();
    }

    private void armWake() {
        long due = Math.max(now(), Math.min(endpoint.nextDeadline(), plane.nextDue()));
        if (up && due < wakeAt) {
            wakeAt = due;
            world.events().at(due, () -> wake(due));
        }
    }

    private void wake(long due) {
        if (!up || wakeAt != due) {
            return;
        }
        wakeAt = Long.MAX_VALUE;
        if (endpoint.nextDeadline() <= now()) {
            step("tick", () -> endpoint.tick(now(), this));
        } else {
            pump();
        }
    }

    private long now() {
        return world.clock().millis();
    }

    @Override
    public Optional<DropReason> receive(UdpEndpoint local, UdpEndpoint remote, Wire wire) {
        switch (wire) {
            case Wire.Ike ike -> {
                boolean natPort = local.port() == UdpEndpoint.NAT_T_PORT;
                if (!up || (!natPort && local.port() != UdpEndpoint.IKE_PORT) || natPort != ike.marker()) {
                    return Optional.of(DropReason.NO_HOST);
                }
                // A copy, because the core opens it in place and the sender keeps the array for retransmission.
                byte[] datagram = ike.datagram().clone();
                ledger.receiving(datagram);
                world.countDatagram();
                step(
                        "<- " + remote + (world.trace().isOn() ? " " + MessageLedger.describe(datagram) : ""),
                        () -> endpoint.datagram(now(), local, remote, datagram, this));
                return Optional.empty();
            }
            case Wire.Keepalive keepalive -> {
                return Optional.empty();
            }
            case Wire.Esp esp -> {
                return receiveEsp(esp.packet().from(remote).to(local));
            }
        }
    }

    private Optional<DropReason> receiveEsp(SimPacket packet) {
        Verdict verdict = plane.receive(packet);
        world.trace()
                .line(
                        name,
                        () -> "esp " + Integer.toHexString(packet.spi()) + " " + packet.sequence() + " "
                                + (verdict.isDelivered() ? "delivered" : verdict));
        tellCore();
        return switch (verdict) {
            case Verdict.Delivered delivered -> {
                streams.forEach(s -> s.received(this, delivered.inner()));
                world.invariants().used(this, packet.spi());
                yield Optional.empty();
            }
            case Verdict.Dropped dropped -> Optional.of(dropped.reason());
        };
    }

    void join(SimStream stream) {
        streams.add(stream);
    }

    /** Sends a packet of the host. @param lost is told if it does not arrive */
    public void sendPacket(InnerPacket packet, Consumer<DropReason> lost) {
        switch (plane.send(packet)) {
            case Egress.Protected sent ->
                world.network()
                        .send(sent.packet().source(), sent.packet().destination(), new Wire.Esp(sent.packet()), lost);
            case Egress.Dropped dropped -> lost.accept(dropped.reason());
        }
        tellCore();
    }

    /** Most packets raise no event. */
    private void tellCore() {
        if (up && plane.nextDue() <= now()) {
            pump();
        }
    }

    @Override
    public void send(UdpEndpoint local, UdpEndpoint remote, byte[] datagram) {
        world.trace().line(name, () -> "-> " + remote + " " + MessageLedger.describe(datagram));
        if (!addresses.contains(local.address())) {
            throw world.failure(name + " sends from " + local + ", which is not its own");
        }
        ledger.sending(datagram).ifPresent(wrong -> {
            throw world.failure(name + ": " + wrong);
        });
        world.network().send(local, remote, new Wire.Ike(datagram, local.port() == UdpEndpoint.NAT_T_PORT));
    }

    @Override
    public void sendNatKeepalive(UdpEndpoint local, UdpEndpoint remote) {
        world.trace().line(name, () -> "-> " + remote + " keepalive");
        world.network().send(local, remote, new Wire.Keepalive());
    }

    @Override
    public void dataPlane(long token, DataPlaneRequest request) {
        world.trace().line(name, () -> "kernel " + request);
        if (outstanding.put(token, request) != null) {
            throw world.failure(name + " uses token " + token + " for two requests at once");
        }
        plane.submit(token, request);
    }

    /** Answered at once, within the call, or later; a daemon that has crashed meanwhile is not answered. */
    @Override
    public void pki(long token, PkiRequest request) {
        world.trace().line(name, () -> "pki " + request);
        PkiAnswer answer = pki.answer(request);
        answered("pki", pki.nextDelay(), () -> pkiAnswer(token, answer));
    }

    /** Likewise. */
    @Override
    public void eap(long token, EapRequest request) {
        world.trace().line(name, () -> "eap " + request);
        EapAnswer answer = eap.answer(request);
        answered("eap", eap.nextDelay(), () -> {
            world.trace().line(name, () -> "eap says " + answer);
            endpoint.eapAnswer(now(), token, answer, this);
        });
    }

    private void answered(String port, long delay, Runnable answer) {
        int asking = incarnation;
        if (delay == 0) {
            answer.run();
        } else {
            world.after(delay, () -> {
                if (asking == incarnation) {
                    step(port, answer);
                }
            });
        }
    }

    private void pkiAnswer(long token, PkiAnswer answer) {
        world.trace().line(name, () -> "pki says " + answer);
        endpoint.pkiAnswer(now(), token, answer, this);
    }

    /** The other is another shard of the same gateway, which hears of INITIAL_CONTACT as late as a busy thread may. */
    void isShardWith(SimGateway sibling, long delayMillis) {
        otherShards.add(sibling);
        hearingDelay = delayMillis;
    }

    @Override
    public void initialContact(InitialContact contact) {
        for (SimGateway other : otherShards) {
            world.after(
                    hearingDelay,
                    () -> other.step(
                            "hears " + contact,
                            () -> other.endpoint.initialContactElsewhere(other.now(), contact, other)));
        }
    }

    @Override
    public void traced(MessageTrace trace) {
        traces.add(trace);
    }

    List<MessageTrace> traces() {
        return traces;
    }

    @Override
    public void notice(Notice notice) {
        world.trace().line(name, () -> notice.toString());
        notices.add(notice);
    }

    @Override
    public void answer(long token, DataPlaneAnswer answer) {
        world.trace().line(name, () -> "kernel says " + answer);
        outstanding.remove(token);
        endpoint.dataPlaneAnswer(now(), token, answer, this);
    }

    @Override
    public void event(DataPlaneEvent event) {
        world.trace().line(name, () -> "kernel tells " + event);
        endpoint.dataPlaneEvent(now(), event, this);
    }

    /** Requests to the data plane that were not answered yet. */
    Collection<DataPlaneRequest> outstanding() {
        return outstanding.values();
    }

    @Override
    public String toString() {
        return name;
    }
}
