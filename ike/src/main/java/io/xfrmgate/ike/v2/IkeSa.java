package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.crypto.IkeKeys;
import io.xfrmgate.ike.crypto.IkeSuite;
import io.xfrmgate.ike.crypto.Prf;
import io.xfrmgate.ike.crypto.SkProtection;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.ike.wire.IkeHeader;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * One IKE SA: who the peer is, the keys, the queue of our exchanges, the Child SAs, and how it begins and ends. What an
 * exchange does is in its {@link Task} or responder; how messages travel is in {@link IkeChannel}; what time brings is in
 * {@link IkeLifeline}.
 */
final class IkeSa extends DeadlineHeap.Scheduled {

    /** Where an IKE SA stands. */
    enum State {
        CONNECTING,
        ESTABLISHED,
        /** Another IKE SA took its place and its Child SAs. */
        REKEYED,
        /** We are telling the peer to delete it. */
        DELETING,
        /** Gone; only the last answer is kept for a while, in case the peer asks for it again. */
        CLOSED
    }

    /** How long a closed SA answers a repeated last request: longer than most peers go on repeating. */
    private static final long LINGER_MILLIS = 10_000;

    /** We began it, or a rekey did. */
    static final long NO_ORIGIN = 0;

    private final IkeEndpoint endpoint;
    private final boolean initiator;
    private final long localSpi;
    private final TimerTable timers = new TimerTable();
    private final TaskQueue queue = new TaskQueue();
    private final IkeChannel channel;
    private final ChildTable children = new ChildTable(this);
    private final IkeLifeline lifeline = new IkeLifeline(this);

    /** Where the registry has it. */
    Optional<SaRegistry.Peering> peering = Optional.empty();
    /** By what {@link InitResponder} knows copies of the peer's first message. */
    long originKey = NO_ORIGIN;
    /** Something was done with it since it was last looked at for whether it may rest; the endpoint's own. */
    boolean restless;

    private PeerConfig config;
    private long remoteSpi;
    private State state = State.CONNECTING;
    private Optional<Handshake> handshake = Optional.empty();
    private Optional<Task> active = Optional.empty();
    private Optional<Keyed> keyed = Optional.empty();
    private Optional<Identification> peerId = Optional.empty();
    private int peerIdHash;
    private Optional<PeerCertificate> peerCertificate = Optional.empty();
    private NatSituation nat = NatSituation.NONE;
    private OptionalLong successor = OptionalLong.empty();
    private Optional<IkeSa> awaitsChildrenOf = Optional.empty();
    /** Another may come for the Child SAs. */
    private boolean awaited;

    private InternalAddresses addresses = InternalAddresses.NONE;
    private boolean wasEstablished;
    /** Lets go of what admission holds for the handshake. */
    private Runnable handshakeEnd = () -> {};

    /** What the key exchange gave: nothing of it changes during the life of an IKE SA. */
    private record Keyed(IkeSuite suite, Proposal proposal, Prf prf, IkeKeys keys) {}

    IkeSa(
            IkeEndpoint endpoint,
            PeerConfig config,
            boolean initiator,
            long localSpi,
            long remoteSpi,
            UdpEndpoint local,
            UdpEndpoint remote) {
        this.endpoint = endpoint;
        this.config = config;
        this.initiator = initiator;
        this.localSpi = localSpi;
        this.remoteSpi = remoteSpi;
        this.channel = new IkeChannel(endpoint, this, local, remote);
    }

    // ---- what others ask -------------------------------------------------------------------------------------------

    IkeEndpoint endpoint() {
        return endpoint;
    }

    PeerConfig config() {
        return config;
    }

    /** Whether we are the original initiator of this IKE SA; a rekey makes its initiator that of the new one. */
    boolean initiator() {
        return initiator;
    }

    long localSpi() {
        return localSpi;
    }

    long remoteSpi() {
        return remoteSpi;
    }

    UdpEndpoint local() {
        return channel.local();
    }

    UdpEndpoint remote() {
        return channel.remote();
    }

    State state() {
        return state;
    }

    boolean isEstablished() {
        return state == State.ESTABLISHED;
    }

    /** Whether it ever was. */
    boolean wasEstablished() {
        return wasEstablished;
    }

    TimerTable timers() {
        return timers;
    }

    @Override
    long earliestDeadline() {
        return timers.earliest();
    }

    IkeChannel channel() {
        return channel;
    }

    ChildTable children() {
        return children;
    }

    TaskQueue queue() {
        return queue;
    }

    Optional<Task> active() {
        return active;
    }

    Optional<Handshake> handshake() {
        return handshake;
    }

    Optional<Identification> peerId() {
        return peerId;
    }

    NatSituation nat() {
        return nat;
    }

    /** What took this one's place. */
    Optional<IkeSa> successor() {
        return successor.isPresent() ? endpoint.registry().ikeSa(successor.getAsLong()) : Optional.empty();
    }

    /**
     * Set on an IKE SA that the peer's rekey created while ours was under way: the Child SAs are still with that one, and
     * come when it is known which of the two new ones stays.
     */
    Optional<IkeSa> awaitsChildrenOf() {
        return awaitsChildrenOf;
    }

    InternalAddresses addresses() {
        return addresses;
    }

    IkeLifeline lifeline() {
        return lifeline;
    }

    IkeSuite suite() {
        return keyed.orElseThrow().suite();
    }

    Optional<Proposal> proposal() {
        return keyed.map(Keyed::proposal);
    }

    Prf prf() {
        return keyed.orElseThrow().prf();
    }

    IkeKeys keys() {
        return keyed.orElseThrow().keys();
    }

    /** A copy of what its messages are read with, for {@link IkeCapture} alone. */
    ExportedKeys exportKeys() {
        Keyed k = keyed.orElseThrow();
        return new ExportedKeys(
                initiator ? localSpi : remoteSpi,
                initiator ? remoteSpi : localSpi,
                k.suite(),
                k.keys().initiatorProtection().copyKeys(),
                k.keys().responderProtection().copyKeys());
    }

    boolean hasKeys() {
        return keyed.isPresent();
    }

    SkProtection localProtection() {
        return initiator ? keys().initiatorProtection() : keys().responderProtection();
    }

    private SkProtection remoteProtection() {
        return initiator ? keys().responderProtection() : keys().initiatorProtection();
    }

    /** Where ESP travels. */
    SaPath path() {
        return new SaPath(local(), remote(), nat.encapsulated());
    }

    Notice.IkeSaName name() {
        return new Notice.IkeSaName(
                config.name(), localSpi, remoteSpi, local(), remote(), peerId.map(Identification::toString), initiator);
    }

    // ---- what tasks and responders set -----------------------------------------------------------------------------

    void setConfig(PeerConfig chosen) {
        config = chosen;
        endpoint.registry().peerChanged(this);
    }

    /** The configuration was read again, and this one is as it was. */
    void replaceEqualConfig(PeerConfig equal) {
        config = equal;
    }

    void setRemoteSpi(long spi) {
        remoteSpi = spi;
    }

    void setPeerId(Identification id) {
        setPeerId(id, id.hashCode());
    }

    /** With its hash code, which costs much for a distinguished name. */
    void setPeerId(Identification id, int hash) {
        peerId = Optional.of(id);
        peerIdHash = hash;
    }

    int peerIdHash() {
        return peerIdHash;
    }

    /** Empty where the peer proved itself otherwise. */
    Optional<PeerCertificate> peerCertificate() {
        return peerCertificate;
    }

    void setPeerCertificate(PeerCertificate certificate) {
        peerCertificate = Optional.of(certificate);
    }

    void setHandshake(Handshake begun) {
        handshake = Optional.of(begun);
    }

    /** What is to be done once, when the handshake ends, well or not. */
    void onHandshakeEnd(Runnable end) {
        handshakeEnd = end;
    }

    private void endHandshake() {
        handshake.ifPresent(Handshake::end);
        handshake = Optional.empty();
        handshakeEnd.run();
        handshakeEnd = () -> {};
    }

    void setNat(NatSituation situation) {
        nat = situation;
    }

    void setAddresses(InternalAddresses assigned) {
        addresses = assigned;
    }

    void setKeys(IkeSuite suite, Proposal proposal, IkeKeys keys) {
        keyed = Optional.of(new Keyed(suite, proposal, endpoint.crypto().prf(suite.prf()), keys));
    }

    void setAwaitsChildrenOf(IkeSa predecessor) {
        awaitsChildrenOf = Optional.of(predecessor);
        predecessor.awaited = true;
    }

    void addTask(Task task) {
        queue.add(task, 0);
    }

    /** Puts a task off, after TEMPORARY_FAILURE for example. */
    void addTask(Task task, long notBefore) {
        queue.add(task, notBefore);
    }

    // ---- inputs ----------------------------------------------------------------------------------------------------

    void datagram(long now, UdpEndpoint to, UdpEndpoint from, byte[] datagram, IkeHeader header, Effects out) {
        if (header.response()) {
            answer(now, to, from, datagram, header, out);
        } else {
            request(now, to, from, datagram, header, out);
        }
        settle(now, out);
    }

    void tick(long now, Effects out) {
        if (timers.take(TimerKind.LINGER, now)) {
            endpoint.forget(this);
            return;
        }
        if (timers.take(TimerKind.RETRANSMIT, now)) {
            retransmit(now, out);
        }
        timers.take(TimerKind.RETRY, now);
        lifeline.tick(now, out);
        if (timers.take(TimerKind.CHILD, now)) {
            children.tick(now, out);
        }
        settle(now, out);
    }

    /** Starts what may start, and sets the clock for what is left. Ends every input. */
    void settle(long now, Effects out) {
        startNext(now, out);
        if (state != State.CLOSED) {
            timers.set(TimerKind.CHILD, children.nextDeadline());
            boolean mayStart = active.isEmpty() && state != State.CONNECTING;
            timers.set(TimerKind.RETRY, mayStart ? queue.nextDeadline() : TimerTable.NEVER);
        }
        endpoint.reschedule(this);
    }

    // ---- requests of the peer --------------------------------------------------------------------------------------

    private void request(long now, UdpEndpoint to, UdpEndpoint from, byte[] datagram, IkeHeader header, Effects out) {
        if (state == State.CONNECTING && (initiator || keyed.isEmpty())) {
            // The peer is not authenticated yet: it asks again when it is.
            endpoint.counters().count(Counter.UNEXPECTED_MESSAGE_ID);
            return;
        }
        Optional<SkProtection> protection = keyed.map(k -> remoteProtection());
        switch (channel.request(to, from, datagram, header, protection, out)) {
            case IkeChannel.Received.Nothing _ -> {}
            case IkeChannel.Received.Message(var message) -> {
                lifeline.heard(now, to, from, out);
                handle(now, message, out);
            }
            case IkeChannel.Received.Malformed(var error) -> {
                lifeline.heard(now, to, from, out);
                respond(List.of(Payload.Notify.of(error.notifyType(), error.data())), out);
                if (error.notifyType() == NotifyType.INVALID_SYNTAX) {
                    // Both sides drop the IKE SA without more words (RFC 7296 section 2.21.3).
                    failed(
                            now,
                            FailureReason.INVALID_SYNTAX,
                            "the peer's request is malformed: " + error.reason(),
                            out);
                } else if (state == State.CONNECTING) {
                    failed(
                            now,
                            FailureReason.UNSUPPORTED_CRITICAL_PAYLOAD,
                            "the peer wants a payload unknown here",
                            out);
                }
            }
        }
    }

    private void handle(long now, Inbound request, Effects out) {
        int exchange = request.header().exchangeType();
        boolean connecting = state == State.CONNECTING;
        if (exchange == ExchangeType.IKE_AUTH && connecting) {
            new AuthResponder(this).handle(now, request, out);
        } else if (exchange == ExchangeType.CREATE_CHILD_SA && !connecting) {
            new CreateChildResponder(this).handle(now, request, out);
        } else if (exchange == ExchangeType.INFORMATIONAL && !connecting) {
            new InformationalResponder(this).handle(now, request, out);
        } else if (exchange == ExchangeType.INFORMATIONAL) {
            // An initiator that does not accept our proof, or gives up, says so here (RFC 7296 section 2.21.2).
            respond(List.of(), out);
            failed(now, FailureReason.PEER_ERROR, "the peer gave up during IKE_AUTH", out);
        } else {
            respond(List.of(Payload.Notify.of(NotifyType.INVALID_SYNTAX)), out);
            String what = ExchangeType.name(exchange) + " is out of place while " + state;
            failed(now, FailureReason.INVALID_SYNTAX, what, out);
        }
    }

    /** Answers the request in progress; not any more if the SA closed while the answer waited for the data plane. */
    void respond(List<Payload> payloads, Effects out) {
        if (keyed.isPresent() && channel.isAnswering()) {
            channel.respond(payloads, out);
        }
    }

    // ---- our requests ----------------------------------------------------------------------------------------------

    private void run(Task task, long now, Effects out) {
        task.build(this, now, out).ifPresent(request -> send(task, request, now, out));
    }

    /** Sends a task's request. */
    void send(Task task, Task.Request request, long now, Effects out) {
        active = Optional.of(task);
        long wait = channel.request(request.exchangeType(), request.payloads(), task.retransmit(this), out);
        timers.set(TimerKind.RETRANSMIT, now + wait);
    }

    /** The task waits for something else than the peer's answer; it is still the one under way. */
    void park(Task task) {
        active = Optional.of(task);
    }

    /** Sends IKE_SA_INIT for {@code task}. */
    void runInit(InitTask task, byte[] datagram, long now, Effects out) {
        active = Optional.of(task);
        timers.set(TimerKind.RETRANSMIT, now + channel.requestInit(datagram, config.retransmit(), out));
    }

    private void startNext(long now, Effects out) {
        while (state != State.CONNECTING && state != State.CLOSED && active.isEmpty()) {
            Optional<Task> next = queue.poll(now);
            if (next.isEmpty()) {
                return;
            }
            run(next.get(), now, out);
        }
    }

    private void answer(long now, UdpEndpoint to, UdpEndpoint from, byte[] datagram, IkeHeader header, Effects out) {
        if (active.isEmpty()) {
            endpoint.counters().count(Counter.UNEXPECTED_MESSAGE_ID);
            return;
        }
        if (keyed.isEmpty()) {
            if (active.get() instanceof InitTask init && channel.awaits(header.messageId())) {
                init.initAnswer(this, now, datagram, header, out);
            }
            return;
        }
        switch (channel.answer(to, from, datagram, header, remoteProtection(), out)) {
            case IkeChannel.Received.Nothing _ -> {}
            case IkeChannel.Received.Message(var message) -> {
                lifeline.heard(now, to, from, out);
                finishTask().ifPresent(task -> task.answered(this, now, message, out));
            }
            case IkeChannel.Received.Malformed(var error) -> {
                finishTask().ifPresent(task -> task.abandoned(this, now, out));
                failed(now, FailureReason.INVALID_SYNTAX, "the peer's answer is malformed: " + error.reason(), out);
            }
        }
    }

    /** The active task has its answer. */
    Optional<Task> finishTask() {
        timers.stop(TimerKind.RETRANSMIT);
        Optional<Task> task = active;
        active = Optional.empty();
        return task;
    }

    private void retransmit(long now, Effects out) {
        Optional<Long> wait = channel.retransmit(out);
        if (wait.isPresent()) {
            timers.set(TimerKind.RETRANSMIT, now + wait.get());
            return;
        }
        int sendings = channel.sendings();
        Optional<Task> task = finishTask();
        task.ifPresent(t -> t.abandoned(this, now, out));
        if (state == State.CLOSED) {
            return;
        }
        String detail = "no answer from " + remote() + " to " + sendings + " sendings";
        if (state == State.CONNECTING) {
            failed(now, FailureReason.TIMEOUT, detail, out);
        } else {
            finish(now, queuedEnd().orElse(CloseReason.UNREACHABLE), detail, out);
        }
    }

    /** Why we were about to delete it, when a request before the delete got no answer. */
    private Optional<CloseReason> queuedEnd() {
        return queue.tasks().stream()
                .flatMap(task -> task instanceof IkeDeleteTask delete ? Stream.of(delete.reason()) : Stream.empty())
                .findFirst();
    }

    // ---- begin and end ---------------------------------------------------------------------------------------------

    /** Both sides have proven who they are. */
    void established(long now, Effects out) {
        long started = handshake.map(h -> h.startedMillis).orElse(now);
        boolean saidInitialContact = handshake.filter(h -> h.saidInitialContact).isPresent();
        state = State.ESTABLISHED;
        wasEstablished = true;
        endHandshake();
        lifeline.established(now);
        endpoint.established(this, now, started, out);
        if (saidInitialContact) {
            endpoint.initiation().saidInitialContact(this, started, out);
        }
    }

    /** Born by a rekey: established from its first moment on. */
    void bornEstablished(long now) {
        state = State.ESTABLISHED;
        wasEstablished = true;
        lifeline.established(now);
        endpoint.born(this);
    }

    /** As it was before it rested. */
    void restored(State then, List<ChildSa> childSas) {
        state = then;
        wasEstablished = true;
        children.restore(childSas);
    }

    /**
     * Whether nothing is under way, so that only another input or its next deadline changes anything; nobody holds on to the object
     * then.
     */
    boolean isIdle() {
        boolean quiet = state == State.ESTABLISHED && keyed.isPresent() || state == State.CLOSED && wasEstablished;
        return quiet
                && handshake.isEmpty()
                && active.isEmpty()
                && queue.isEmpty()
                && awaitsChildrenOf.isEmpty()
                && !awaited
                && channel.isIdle()
                && lifeline.isIdle()
                && children.areIdle();
    }

    /** Gives place and Child SAs to {@code heir}; what is queued goes along. */
    void succeededBy(IkeSa heir, long now, Effects out) {
        if (state != State.ESTABLISHED) {
            return;
        }
        state = State.REKEYED;
        successor = OptionalLong.of(heir.localSpi);
        heir.awaitsChildrenOf = Optional.empty();
        children.moveTo(heir);
        heir.lifeline.inherit(lifeline, now);
        heir.addresses = addresses;
        addresses = InternalAddresses.NONE;
        for (Task task : queue.drain()) {
            if (task.concernsChild()) {
                heir.addTask(task);
            }
        }
        lifeline.superseded(now);
        heir.settle(now, out);
    }

    /** Tells the peer, and takes the Child SAs out at once. */
    void close(long now, CloseReason reason, Optional<Payload.Notify> cause, Effects out) {
        switch (state) {
            case CLOSED, DELETING -> {}
            case CONNECTING -> finish(now, reason, "ended before it was established", out);
            case ESTABLISHED, REKEYED -> {
                state = State.DELETING;
                children.closeAll(now, reason, out);
                releaseAddresses(now, out);
                queue.drain().forEach(task -> task.abandoned(this, now, out));
                lifeline.stop();
                addTask(new IkeDeleteTask(reason, cause));
                settle(now, out);
            }
        }
    }

    /** As initiator we do not believe the responder, which believes that all is well: tell it (RFC 7296 section 2.21.2). */
    void rejected(long now, Effects out) {
        state = State.DELETING;
        endHandshake();
        lifeline.stop();
        addTask(new IkeDeleteTask(CloseReason.SETUP_FAILED, IkeLifeline.authenticationFailed()));
        settle(now, out);
    }

    /** A negotiation failed for good: tell the operator, and end. */
    void failed(long now, FailureReason reason, String detail, Effects out) {
        failed(now, reason, Explanation.of(detail), out);
    }

    /** Likewise. */
    void failed(long now, FailureReason reason, Explanation why, Effects out) {
        endpoint.announcements().failure(this, reason, why, out);
        CloseReason closeReason = state == State.CONNECTING ? CloseReason.SETUP_FAILED : CloseReason.LOCAL;
        finish(now, closeReason, why.text(), out);
    }

    /** After the Child SAs that use them are gone. */
    private void releaseAddresses(long now, Effects out) {
        if (!addresses.isEmpty()) {
            InternalAddresses held = addresses;
            addresses = InternalAddresses.NONE;
            held.leases().forEach(lease -> endpoint.assigner().release(now, lease));
            out.notice(new Notice.AddressesReleased(name(), held.areAssignedByUs(), held.addresses()));
        }
    }

    /** Ends at once, without a word to the peer. Only a repeated last request is still answered for a while. */
    void finish(long now, CloseReason reason, String detail, Effects out) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        finishTask().ifPresent(t -> t.abandoned(this, now, out));
        queue.drain().forEach(t -> t.abandoned(this, now, out));
        children.closeAll(now, reason == CloseReason.UNREACHABLE ? reason : CloseReason.IKE_CLOSED, out);
        releaseAddresses(now, out);
        timers.clear();
        endHandshake();
        keyed.ifPresent(k -> k.keys().destroy());
        keyed = Optional.empty();
        endpoint.closed(this, reason, detail, now, out);
        if (channel.hasAnswered()) {
            timers.set(TimerKind.LINGER, now + LINGER_MILLIS);
            endpoint.reschedule(this);
        } else {
            endpoint.forget(this);
        }
    }
}
