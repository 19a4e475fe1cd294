package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.AddressAssigner;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.CryptoGroup;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.crypto.CryptoRegistry;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneEvent;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.eap.EapAnswer;
import io.xfrmgate.ike.eap.EapRequest;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.pki.PkiAnswer;
import io.xfrmgate.ike.pki.PkiRequest;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import io.xfrmgate.ike.wire.DecodeError;
import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.HeaderResult;
import io.xfrmgate.ike.wire.IkeHeader;
import io.xfrmgate.ike.wire.IkeHeaderCodec;
import io.xfrmgate.ike.wire.MessageCodec;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * All IKE SAs of one shard. Every method is called on the shard's thread, with a clock in milliseconds that never goes
 * back; what is to be done comes out through {@link Effects} before the method returns.
 */
public final class IkeEndpoint {
    private static final int MIN_NONCE = 32;
    private static final int INIT_NONCE = 32;
    private static final long RETRY_MILLIS = 500;

    private EndpointSettings settings;
    private PeerDirectory directory;
    private final CryptoRegistry crypto;
    private final SecureRandom random;
    private final AddressAssigner assigner;
    private final Counters counters = new Counters();
    private final DeadlineHeap<IkeSa> deadlines = new DeadlineHeap<>();
    private final SaRegistry registry = new SaRegistry(new RestingSas(this), this::reschedule);
    /** Those to look at for whether they may rest. */
    private final List<IkeSa> restless = new ArrayList<>();

    private final SpiSource spis;
    private final Admission admission;
    private final InitResponder initResponder;
    private final Initiation initiation;
    private final Groups groups;
    private final ManualSas manual;
    private final Long2ObjectHashMap<Continuation> waiting = new Long2ObjectHashMap<>();
    private final PortRequests<PkiAnswer> pki = new PortRequests<>();
    private final PortRequests<EapAnswer> eap = new PortRequests<>();
    private long nextToken = 1;
    private int established;
    private boolean closing;
    private final MessageTracer tracer = new MessageTracer();
    private final Captures captures = new Captures(registry);
    private final Announcements announcements = new Announcements(this);

    /** What goes on when the data plane has answered. */
    interface Continuation {
        void answer(long now, DataPlaneAnswer answer, Effects out);
    }

    /** An endpoint that has no addresses for peers. */
    public IkeEndpoint(EndpointSettings settings, CryptoRegistry crypto, SecureRandom random) {
        this(settings, crypto, random, AddressAssigner.NONE);
    }

    /** @param assigner of addresses for peers; one for all endpoints of the gateway */
    public IkeEndpoint(
            EndpointSettings settings, CryptoRegistry crypto, SecureRandom random, AddressAssigner assigner) {
        this.settings = settings;
        this.directory = new PeerDirectory(settings.peers());
        this.crypto = crypto;
        this.random = random;
        this.assigner = assigner;
        this.spis = new SpiSource(random, settings.shard(), settings.shards());
        this.admission = new Admission(settings.limits());
        Cookies cookies = new Cookies(crypto.prf(PrfAlgorithm.HMAC_SHA2_256), random);
        this.initResponder = new InitResponder(this, admission, cookies);
        this.groups = new Groups(this);
        this.initiation = new Initiation(this, groups);
        this.manual = new ManualSas(this);
    }

    // ---- inputs ----------------------------------------------------------------------------------------------------

    /** Installs the traps and the manual SAs of the configuration. Once, before all else. */
    public void start(long now, Effects out) {
        manual.reconfigured(settings.manual(), now, out);
        initiation.installTraps(out);
    }

    /**
     * An IKE message came; the non-ESP marker is off already.
     *
     * @param local where it was sent to
     * @param remote whence it came
     * @param datagram given away; the core may write to it
     */
    public void datagram(long now, UdpEndpoint local, UdpEndpoint remote, byte[] datagram, Effects out) {
        counters.count(Counter.DATAGRAMS_RECEIVED);
        captures.received(local, remote, datagram);
        switch (IkeHeaderCodec.read(datagram)) {
            case HeaderResult.Bad(var reason, var header) -> {
                counters.count(reason);
                if (reason == DecodeError.UNSUPPORTED_VERSION) {
                    header.ifPresent(h -> unsupportedVersion(local, remote, h, out));
                }
            }
            case HeaderResult.Ok(var header) -> {
                tracer.init(false, local, remote, datagram, out);
                route(now, local, remote, datagram, header, out);
            }
        }
        captures.handled();
    }

    /**
     * Whether a request for a new IKE SA from there is worth reading while more come than can be read: a peer has authenticated
     * there before. If not, it counts as dropped.
     */
    public boolean prefers(IpAddress remote) {
        boolean proven = admission.isProven(remote);
        if (!proven) {
            counters.count(Counter.INIT_DROPPED_STRANGER);
        }
        return proven;
    }

    private void route(
            long now, UdpEndpoint local, UdpEndpoint remote, byte[] datagram, IkeHeader header, Effects out) {
        boolean begins = header.exchangeType() == ExchangeType.IKE_SA_INIT
                && !header.response()
                && header.fromInitiator()
                && header.responderSpi() == 0
                && header.messageId() == 0
                && header.initiatorSpi() != 0;
        if (begins) {
            if (!closing) {
                initResponder.handle(now, local, remote, datagram, header, out);
            }
            return;
        }
        long ours = header.fromInitiator() ? header.responderSpi() : header.initiatorSpi();
        long theirs = header.fromInitiator() ? header.initiatorSpi() : header.responderSpi();
        Optional<IkeSa> sa = registry.ikeSa(ours)
                .filter(s -> s.initiator() != header.fromInitiator())
                .filter(s -> s.remoteSpi() == 0 || s.remoteSpi() == theirs);
        if (sa.isEmpty()) {
            counters.count(Counter.UNKNOWN_SPI);
            return;
        }
        guarded(sa.get(), now, out, () -> sa.get().datagram(now, local, remote, datagram, header, out));
    }

    /** A bug that one IKE SA meets ends that IKE SA, and is told; the others never notice. */
    void guarded(IkeSa sa, long now, Effects out, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException bug) {
            counters.count(Counter.INTERNAL_ERRORS);
            StackTraceElement[] trace = bug.getStackTrace();
            String where = trace.length == 0 ? "an unknown place" : trace[0].toString();
            try {
                sa.failed(now, FailureReason.INTERNAL_ERROR, bug.getClass().getName() + " at " + where, out);
            } catch (RuntimeException again) {
                counters.count(Counter.INTERNAL_ERRORS);
                forget(sa);
            }
        }
    }

    /** Answered without any state, to requests alone (RFC 7296 section 2.5). */
    private void unsupportedVersion(UdpEndpoint local, UdpEndpoint remote, IkeHeader header, Effects out) {
        if (header.response() || header.majorVersion() < 2) {
            return;
        }
        counters.count(Counter.INVALID_MAJOR_VERSION);
        IkeHeader answer = IkeHeader.of(
                header.initiatorSpi(),
                header.responderSpi(),
                header.exchangeType(),
                !header.fromInitiator(),
                true,
                header.messageId());
        send(
                local,
                remote,
                MessageCodec.encode(answer, List.of(Payload.Notify.of(NotifyType.INVALID_MAJOR_VERSION))),
                out);
    }

    /** Does everything that is due at {@code now}. */
    public void tick(long now, Effects out) {
        registry.wakeDue(now);
        Optional<IkeSa> due = deadlines.due(now);
        while (due.isPresent()) {
            IkeSa sa = due.get();
            guarded(sa, now, out, () -> sa.tick(now, out));
            due = deadlines.due(now);
        }
        initiation.tick(now, out);
    }

    /** When {@link #tick} is due next; {@code Long.MAX_VALUE} for never. */
    public long nextDeadline() {
        return Math.min(Math.min(deadlines.earliest(), registry.nextDeadline()), initiation.nextDeadline());
    }

    /**
     * Packs the IKE SAs that were worked on and have nothing to do any more: half a kilobyte of octets each instead of some sixty
     * objects. They wake by themselves. To be called whenever a batch of inputs is done.
     */
    public void rest() {
        while (!restless.isEmpty()) {
            IkeSa sa = restless.removeLast();
            sa.restless = false;
            if (sa.isIdle() && registry.rest(sa)) {
                deadlines.remove(sa);
            }
        }
    }

    /** IKE SAs that {@link #rest} has packed, without those that are closed. */
    public int resting() {
        return registry.resting();
    }

    /** The data plane answered. */
    public void dataPlaneAnswer(long now, long token, DataPlaneAnswer answer, Effects out) {
        Continuation continuation = waiting.remove(token);
        if (continuation != null) {
            continuation.answer(now, answer, out);
        }
    }

    /** The PKI port answered. An answer to a handshake that has ended meanwhile changes nothing. */
    public void pkiAnswer(long now, long token, PkiAnswer answer, Effects out) {
        answered(now, pki.answered(token), answer, Counter.PKI_ANSWERS_LATE, out);
    }

    /** The EAP port answered. Likewise. */
    public void eapAnswer(long now, long token, EapAnswer answer, Effects out) {
        answered(now, eap.answered(token), answer, Counter.EAP_ANSWERS_LATE, out);
    }

    private <A> void answered(long now, Optional<PortRequests.Open<A>> found, A answer, Counter late, Effects out) {
        if (found.isEmpty()) {
            counters.count(late);
            return;
        }
        IkeSa sa = found.get().sa();
        guarded(sa, now, out, () -> {
            found.get().continuation().answer(now, answer, out);
            sa.settle(now, out);
        });
    }

    /** The data plane told something; events about other shards' SAs are ignored. */
    public void dataPlaneEvent(long now, DataPlaneEvent event, Effects out) {
        switch (event) {
            case DataPlaneEvent.Acquire acquire -> initiation.acquire(now, acquire, out);
            case DataPlaneEvent.Expire expire -> expired(now, expire, out);
            case DataPlaneEvent.MappingChanged(var spi, var _, var remote) ->
                registry.child(spi)
                        .map(child -> child.owner)
                        .filter(sa -> !sa.nat().localBehindNat())
                        .ifPresent(sa -> {
                            sa.lifeline().moved(remote, out);
                            sa.settle(now, out);
                        });
        }
    }

    private void expired(long now, DataPlaneEvent.Expire expire, Effects out) {
        Optional<ChildSa> found = registry.children(expire.reqid()).stream()
                .filter(c -> c.inboundSpi() == expire.spi() || c.outboundSpi() == expire.spi())
                .findFirst();
        if (found.isEmpty()) {
            return;
        }
        ChildSa child = found.get();
        if (expire.hard()) {
            child.owner.children().exhausted(child, now, out);
        } else {
            child.owner.children().rekey(child);
        }
        child.owner.settle(now, out);
    }

    // ---- commands --------------------------------------------------------------------------------------------------

    /**
     * Brings up a Child SA of a map (and its IKE SA, where there is none), and again whenever it goes down unasked.
     *
     * @return false if there is no such map or child, or the configuration says no peer to call
     */
    public boolean initiate(long now, String config, String child, Effects out) {
        return !closing && initiation.want(now, config, child, out);
    }

    /**
     * Brings up an IKE SA without a Child SA (RFC 6023).
     *
     * @return false if there is no such map, or it does not allow that
     */
    public boolean connect(long now, String config, Effects out) {
        return !closing && initiation.connect(now, config, out);
    }

    /**
     * Sends the traffic of a crypto group through one of its two tunnels, whether that is up or not. The secondary then stays
     * active until it fails, or until the primary is activated.
     *
     * @return false if there is no such group
     */
    public boolean activate(long now, String group, CryptoGroup.Member member, Effects out) {
        return !closing && groups.activate(group, member, out);
    }

    /** Deletes an IKE SA at both ends; false if there is none with this SPI of ours. */
    public boolean terminate(long now, long localSpi, CloseReason reason, Effects out) {
        Optional<IkeSa> sa = registry.ikeSa(localSpi).filter(s -> s.state() != IkeSa.State.CLOSED);
        sa.ifPresent(s -> {
            initiation.forgo(s);
            s.close(now, reason, Optional.empty(), out);
        });
        return sa.isPresent();
    }

    /** Forgets an IKE SA without a word to the peer, as if power had failed; false if there is none with this SPI of ours. */
    public boolean abandon(long now, long localSpi, Effects out) {
        Optional<IkeSa> sa = registry.ikeSa(localSpi).filter(s -> s.state() != IkeSa.State.CLOSED);
        sa.ifPresent(s -> {
            initiation.forgo(s);
            s.finish(now, CloseReason.LOCAL, "abandoned", out);
        });
        return sa.isPresent();
    }

    /**
     * Deletes every IKE SA of a template or map, half-open ones too, and brings none of its Child SAs up again by itself. Its
     * configuration stays: who wants no new ones takes it away.
     *
     * @return how many there were
     */
    public int terminateConfig(long now, String config, CloseReason reason, Effects out) {
        initiation.forgo(config);
        List<IkeSa> ending = registry.ikeSas(s -> s.config().name().equals(config) && s.state() != IkeSa.State.CLOSED);
        for (IkeSa sa : ending) {
            sa.close(now, reason, Optional.empty(), out);
        }
        return ending.size();
    }

    /** Deletes a Child SA at both ends; false if there is none with this inbound SPI. */
    public boolean terminateChild(long now, int inboundSpi, CloseReason reason, Effects out) {
        Optional<ChildSa> child = registry.child(inboundSpi).filter(ChildSa::isAlive);
        child.ifPresent(c -> {
            initiation.forgo(c);
            c.owner.addTask(new ChildDeleteTask(c, reason));
            c.owner.settle(now, out);
        });
        return child.isPresent();
    }

    /** Starts a rekey of an IKE SA; false if there is none such, or it can not be rekeyed now. */
    public boolean rekey(long now, long localSpi, Effects out) {
        Optional<IkeSa> sa = registry.ikeSa(localSpi).filter(IkeSa::isEstablished);
        sa.ifPresent(s -> {
            s.addTask(new IkeRekeyTask());
            s.settle(now, out);
        });
        return sa.isPresent();
    }

    /**
     * A peer whom another shard has an IKE SA with, too, came anew there: the older ones are closed here.
     *
     * @return how many
     */
    public int initialContactElsewhere(long now, InitialContact contact, Effects out) {
        return initiation.initialContactElsewhere(contact, now, out);
    }

    /** Limits are for all shards that have the same counts. Before anything is admitted. */
    public void shareLimits(AdmissionCounts counts) {
        admission.shareWith(counts);
    }

    /** Asks a peer for a sign of life now; false if there is no established IKE SA with this SPI of ours. */
    public boolean checkLiveness(long now, long localSpi, Effects out) {
        Optional<IkeSa> sa = registry.ikeSa(localSpi).filter(IkeSa::isEstablished);
        sa.ifPresent(s -> {
            s.addTask(new LivenessTask());
            s.settle(now, out);
        });
        return sa.isPresent();
    }

    /** Starts a rekey of a Child SA; false if there is none such, or it can not be rekeyed now. */
    public boolean rekeyChild(long now, int inboundSpi, Effects out) {
        Optional<ChildSa> child = registry.child(inboundSpi);
        boolean started = child.isPresent() && child.get().owner.children().rekey(child.get());
        child.ifPresent(c -> c.owner.settle(now, out));
        return started;
    }

    /**
     * Takes another configuration. What did not change is not touched; what changed acts as {@link
     * io.xfrmgate.ike.config.PeerChange} says.
     *
     * @param changed for the same shard of as many
     */
    public ReconfigureResult reconfigure(long now, EndpointSettings changed, ApplyChanges when, Effects out) {
        if (changed.shard() != settings.shard() || changed.shards() != settings.shards()) {
            throw new IllegalArgumentException("settings of another shard, or of another number of shards");
        }
        if (closing) {
            return ReconfigureResult.NONE;
        }
        Reconfiguration reconfiguration =
                new Reconfiguration(this, initiation, settings.peers(), changed.peers(), when);
        registry.wake(sa -> reconfiguration.concerns(sa.config().name()));
        settings = changed;
        directory = new PeerDirectory(changed.peers());
        admission.setLimits(changed.limits());
        Consumer<Effects> groupsFollow = groups.reconfigured();
        ReconfigureResult result = reconfiguration.run(now, out);
        groupsFollow.accept(out);
        manual.reconfigured(changed.manual(), now, out);
        return result;
    }

    /** Has the messages of these peers told by {@link Effects#traced}, and of no others. */
    public void trace(TracedPeers peers) {
        tracer.watch(peers);
    }

    /** Has the datagrams of a peer, and where it asks for them the keys of its IKE SAs, told to a capture until it ends. */
    public void capture(IkeCapture capture) {
        captures.begin(capture);
    }

    /** Whether an IKE SA lives at this address of ours. */
    public boolean isUsed(IpAddress local) {
        return registry.hasAny(sa -> sa.local().address().equals(local));
    }

    /** Deletes every IKE SA at the peers, removes traps, and takes no new ones. Done when {@link #isEmpty}. */
    public void shutdown(long now, Effects out) {
        closing = true;
        initiation.stop(out);
        manual.removeAll(out);
        for (IkeSa sa : registry.ikeSas(s -> s.state() != IkeSa.State.CLOSED)) {
            sa.close(now, CloseReason.SHUTDOWN, Optional.empty(), out);
        }
    }

    /** Whether no SA and no request to the data plane is left. */
    public boolean isEmpty() {
        return waiting.isEmpty() && !registry.hasOpen();
    }

    // ---- what others read ------------------------------------------------------------------------------------------

    /** The SAs as they stand. */
    public List<IkeSaView> snapshot() {
        SaWalk walk = walk();
        walk.more(Integer.MAX_VALUE);
        return walk.end();
    }

    /** The SAs in parts; the caller ends what it begins. */
    public SaWalk walk() {
        return registry.walk();
    }

    /** The crypto groups as they stand. */
    public List<GroupView> groups() {
        return groups.views();
    }

    /** What stands without an IKE SA; "refused" is the state of manual SAs that the kernel does not take. */
    public Standing standing() {
        List<Standing.NamedTrap> traps = new ArrayList<>(initiation.traps());
        traps.addAll(manual.traps());
        return new Standing(traps, manual.views());
    }

    /** Handshakes that peers began and that are not finished. */
    public int halfOpen() {
        return admission.halfOpen();
    }

    /** Whether there are so many half-open IKE SAs that a cookie is asked of everybody. */
    public boolean demandsCookies() {
        return admission.isCrowded();
    }

    /** IKE SAs that are established, and not yet closed for good. */
    public int established() {
        return established;
    }

    public Counters counters() {
        return counters;
    }

    // ---- what the parts of the core share --------------------------------------------------------------------------

    EndpointSettings settings() {
        return settings;
    }

    PeerDirectory directory() {
        return directory;
    }

    CryptoRegistry crypto() {
        return crypto;
    }

    SecureRandom random() {
        return random;
    }

    MessageTracer tracer() {
        return tracer;
    }

    SaRegistry registry() {
        return registry;
    }

    AddressAssigner assigner() {
        return assigner;
    }

    void remember(IkeSa sa) {
        initiation.remember(sa);
    }

    List<IpAddress> remembered(PeerConfig config) {
        return initiation.remembered(config);
    }

    void send(UdpEndpoint local, UdpEndpoint remote, byte[] datagram, Effects out) {
        counters.count(Counter.DATAGRAMS_SENT);
        tracer.init(true, local, remote, datagram, out);
        captures.sent(local, remote, datagram);
        out.send(local, remote, datagram);
    }

    /** Asks the PKI port. The answer may come before this returns, so that nothing may follow a call of it. */
    void askPki(IkeSa sa, PkiRequest request, Effects out, PortRequests.Continuation<PkiAnswer> continuation) {
        counters.count(Counter.PKI_REQUESTS);
        String waitingFor = switch (request) {
            case PkiRequest.Sign sign ->
                "our signature with " + sign.credential().name();
            case PkiRequest.ValidatePeer _ -> "the verdict on the peer's certificate";
        };
        out.pki(pki.open(sa, waitingFor, continuation), request);
    }

    /** Asks the EAP port; likewise. */
    void askEap(IkeSa sa, EapRequest request, Effects out, PortRequests.Continuation<EapAnswer> continuation) {
        counters.count(Counter.EAP_REQUESTS);
        out.eap(eap.open(sa, "the answer to the peer's EAP message", continuation), request);
    }

    void dataPlane(DataPlaneRequest request, Effects out, Continuation continuation) {
        long token = nextToken++;
        waiting.put(token, continuation);
        out.dataPlane(token, request);
    }

    long freshIkeSpi() {
        return spis.ikeSpi(registry::hasIkeSpi);
    }

    /** Drawn and taken, until a Child SA has it or it is released. */
    int freshEspSpi() {
        int spi = spis.espSpi(registry::isTaken);
        registry.take(spi);
        return spi;
    }

    void releaseEspSpi(int spi) {
        registry.release(spi);
    }

    int freshReqid() {
        return spis.reqid(registry::hasReqid);
    }

    /** A map's Child SAs have the reqid of its trap; each of a template's peers has its own. */
    int reqidFor(PeerConfig config, ChildConfig child) {
        return initiation.reqidOf(config, child);
    }

    Initiation initiation() {
        return initiation;
    }

    /** What the policies of a Child SA get: behind those of the active tunnel, while it is its group's standby. */
    int priorityOf(PeerConfig config, ChildConfig child) {
        return groups.priorityOf(config, child);
    }

    /** A nonce of at least half the PRF's key size, and of 32 octets (RFC 7296 section 2.10). */
    byte[] nonce(PrfAlgorithm prf) {
        byte[] nonce = new byte[Math.max(MIN_NONCE, prf.keyLength() / 2)];
        random.nextBytes(nonce);
        return nonce;
    }

    /** A nonce for IKE_SA_INIT, where the PRF is not known yet: enough for the largest, HMAC-SHA2-512. */
    byte[] initNonce() {
        byte[] nonce = new byte[INIT_NONCE];
        random.nextBytes(nonce);
        return nonce;
    }

    /** 0 up to {@code bound}, evenly. */
    long jitter(long bound) {
        return bound <= 0 ? 0 : Math.floorMod(random.nextLong(), bound + 1);
    }

    /** How long to put off what met TEMPORARY_FAILURE. */
    long retryDelay() {
        return RETRY_MILLIS + jitter(2 * RETRY_MILLIS);
    }

    void register(IkeSa sa) {
        registry.add(sa);
        admission.holds(registry.ikeSaCount());
        reschedule(sa);
    }

    /** See {@link InitResponder#variants}. */
    List<byte[]> initVariants(long now, IkeSa sa, byte[] request) {
        return initResponder.variants(now, sa, request);
    }

    void born(IkeSa sa) {
        established++;
        registry.established(sa);
        register(sa);
    }

    void register(ChildSa child) {
        registry.add(child);
    }

    void unregister(ChildSa child) {
        registry.remove(child);
    }

    void reschedule(IkeSa sa) {
        deadlines.update(sa);
        if (!sa.restless) {
            sa.restless = true;
            restless.add(sa);
        }
    }

    void forget(IkeSa sa) {
        deadlines.remove(sa);
        registry.remove(sa);
        admission.holds(registry.ikeSaCount());
        initResponder.forget(sa);
    }

    /** Whether somebody wants Child SAs of this map to be up at all times. */
    boolean keepsUp(PeerConfig config) {
        return initiation.keepsUp(config);
    }

    boolean isFirstContact(IkeSa sa) {
        return initiation.isFirstContact(sa);
    }

    void initialContact(IkeSa sa, long now, Effects out) {
        initiation.initialContact(sa, now, out);
    }

    boolean hasChild(ChildCreateTask task, IkeSa sa) {
        return registry.hasChild(sa.config(), sa.remote().address(), task.config(), task.local(), task.remote());
    }

    /** An IKE SA has come up by a handshake. */
    void established(IkeSa sa, long now, long startedMillis, Effects out) {
        established++;
        registry.established(sa);
        initResponder.established(sa);
        admission.proved(sa.remote().address());
        announcements.ikeEstablished(sa, now, startedMillis, out);
    }

    void closed(IkeSa sa, CloseReason reason, String detail, long now, Effects out) {
        established -= sa.wasEstablished() ? 1 : 0;
        announcements.ikeClosed(sa, reason, detail, now, out);
    }

    Announcements announcements() {
        return announcements;
    }

    boolean isClosing() {
        return closing;
    }
}
