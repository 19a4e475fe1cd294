package io.xfrmgate.agent.kernel;

import io.xfrmgate.agent.kernel.KernelSelectors.UnrepresentableException;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneEvent;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.netlink.NetlinkError;
import io.xfrmgate.nativeio.netns.NetworkNamespace;
import io.xfrmgate.nativeio.rtnetlink.RouteChannel;
import io.xfrmgate.nativeio.xfrm.SaId;
import io.xfrmgate.nativeio.xfrm.XfrmChannel;
import io.xfrmgate.nativeio.xfrm.XfrmGroup;
import io.xfrmgate.nativeio.xfrm.XfrmListener;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Child SAs in the kernel's SAD and SPD, in the network namespace of the thread that opened it. One instance a shard, used
 * by the shard's thread alone; the shards of a namespace share one {@link PolicyTable}.
 *
 * <p>It removes what it installed and nothing else. Of the namespace's settings it changes one, the time for which the
 * kernel waits for the answer to an acquire, see {@link AcquireWait}; the SPD's hash thresholds are {@link KernelPolicyHash}'s.
 */
public final class XfrmDataPlane implements DataPlane {
    private static final Logger LOG = LoggerFactory.getLogger(XfrmDataPlane.class);

    /** So many requests go together where very many have to: their answers are not small. */
    private static final int BATCH = 256;

    private final Kernel kernel;
    private final PolicyTable policies;
    private final Inventory inventory;
    private final KernelEvents events;
    private final KernelMeter meter;
    private final OffloadDevices cards;
    private final CountedLimits limits = new CountedLimits();
    private final ArrayDeque<Submitted> queue = new ArrayDeque<>();
    /** To be told after the answers. */
    private final List<DataPlaneEvent> ended = new ArrayList<>();

    private long lostEvents;
    private boolean closed;

    /** @param again what a card is asked to do this time; empty the first time */
    private record Submitted(long token, DataPlaneRequest request, Optional<Handover> again) {}

    private record Answered(long token, DataPlaneAnswer answer) {}

    private record Started(Submitted submitted, Handover handover, Operation operation) {
        long token() {
            return submitted.token;
        }
    }

    /** A data plane on any kernel, which is closed with it. */
    XfrmDataPlane(Kernel kernel, IntPredicate ownReqid, PolicyTable policies, KernelMeter meter) {
        this.kernel = kernel;
        this.cards = new OffloadDevices(kernel, meter);
        this.policies = policies;
        this.inventory = new Inventory(policies, meter);
        this.events = new KernelEvents(ownReqid);
        this.meter = meter;
    }

    /** The data plane of the only shard of a namespace; events of other reqids than those of {@code ownReqid} are dropped. */
    public static XfrmDataPlane open(IntPredicate ownReqid) throws ErrnoException {
        return open(ownReqid, new PolicyTable(), new KernelMeter());
    }

    /**
     * The data plane of one shard among several of a namespace.
     *
     * @param policies the same for all of them
     * @param meter any number of data planes may have the same
     */
    public static XfrmDataPlane open(IntPredicate ownReqid, PolicyTable policies, KernelMeter meter)
            throws ErrnoException {
        XfrmChannel channel = XfrmChannel.open();
        try {
            AcquireWait.shorten();
            XfrmListener listener =
                    XfrmListener.open(EnumSet.of(XfrmGroup.ACQUIRE, XfrmGroup.EXPIRE, XfrmGroup.MAPPING));
            try {
                Kernel kernel =
                        new Kernel.ByNetlink(channel, listener, RouteChannel.open(), NetworkNamespace.current());
                return new XfrmDataPlane(kernel, ownReqid, policies, meter);
            } catch (ErrnoException e) {
                listener.close();
                throw e;
            }
        } catch (ErrnoException e) {
            channel.close();
            throw e;
        }
    }

    /** Readable when {@link #exchange} has events to give. */
    public int eventFd() {
        return kernel.fd();
    }

    /** How often the kernel dropped events because they came faster than they were fetched. */
    public long lostEvents() {
        return lostEvents;
    }

    @Override
    public void submit(long token, DataPlaneRequest request) {
        queue.add(new Submitted(token, request, Optional.empty()));
    }

    @Override
    public void exchange(Sink sink) {
        List<Answered> answers = new ArrayList<>();
        if (!queue.isEmpty()) {
            synchronized (policies) {
                while (!queue.isEmpty()) {
                    runBatch(answers);
                    runMove(answers);
                }
            }
        }
        // outside the monitor, for the core may do much in answer to them
        answers.forEach(answered -> sink.answer(answered.token, answered.answer));
        List<DataPlaneEvent> unmoved = List.copyOf(ended);
        ended.clear();
        unmoved.forEach(sink::event);
        hear().forEach(sink::event);
        count().forEach(sink::event);
    }

    /** All requests up to the next move, in one exchange; then what has to be cleared up, in a second one. */
    private void runBatch(List<Answered> answers) {
        List<Started> started = new ArrayList<>();
        List<XfrmRequest> requests = new ArrayList<>();
        while (!queue.isEmpty() && !(queue.element().request instanceof DataPlaneRequest.MoveChild)) {
            Submitted submitted = queue.remove();
            try {
                Handover handover = submitted.again.orElseGet(
                        () -> submitted.request instanceof DataPlaneRequest.InstallChild install
                                ? cards.first(install)
                                : Handover.NONE);
                Operation operation = start(submitted.request, handover);
                started.add(new Started(submitted, handover, operation));
                requests.addAll(operation.requests());
            } catch (UnrepresentableException e) {
                answers.add(new Answered(submitted.token, refused(Errno.EOPNOTSUPP, e)));
            }
        }
        if (started.isEmpty()) {
            return;
        }
        List<XfrmReply> replies;
        long began = System.nanoTime();
        try {
            replies = kernel.exchange(requests);
            meter.exchanged(requests.size(), System.nanoTime() - began);
        } catch (ErrnoException e) {
            meter.refused(e.errno());
            LOG.error("the kernel did not answer {} requests", requests.size(), e);
            started.forEach(s -> answers.add(new Answered(s.token(), refused(new Errno(e.errno()), e))));
            return;
        }
        for (XfrmReply reply : replies) {
            if (reply instanceof XfrmReply.Refused(NetlinkError error)) {
                meter.refused(error.errno().number());
            }
        }
        List<XfrmRequest> followUp = new ArrayList<>();
        List<Submitted> again = new ArrayList<>();
        int next = 0;
        for (Started one : started) {
            int end = next + one.operation.requests().size();
            Operation.Outcome outcome = one.operation.finish(replies.subList(next, end));
            DataPlaneRequest request = one.submitted().request;
            cards.next(request, one.handover, outcome.answer())
                    .ifPresentOrElse(
                            less -> again.add(new Submitted(one.token(), request, Optional.of(less))),
                            () -> answers.add(new Answered(one.token(), outcome.answer())));
            if (request instanceof DataPlaneRequest.InstallChild install
                    && outcome.answer() instanceof DataPlaneAnswer.Done) {
                taken(install, one.handover);
            }
            followUp.addAll(outcome.followUp());
            next = end;
        }
        clearUp(followUp);
        verifyCards();
        again.reversed().forEach(queue::addFirst);
    }

    private void taken(DataPlaneRequest.InstallChild install, Handover handover) {
        if (handover.share() == Handover.Share.NONE) {
            return;
        }
        cards.taken(install, handover);
        DataPlaneRequest.ChildSaRef child = DataPlaneRequest.ChildSaRef.of(install.child());
        List<KernelStates.Key> keys = new ArrayList<>(2);
        if (install.parts().inbound()) {
            keys.add(KernelStates.inboundKey(child));
        }
        if (install.parts().outbound()) {
            keys.add(KernelStates.outboundKey(child));
        }
        for (KernelStates.Key key : keys) {
            inventory.onCard(key, handover);
            if (handover.share() == Handover.Share.PACKET_WITHOUT_LIMITS) {
                limits.watch(key, child.reqid(), install.child().lifetime());
            }
        }
    }

    private void verifyCards() {
        try {
            cards.verify().forEach(inventory::onNoCard);
        } catch (ErrnoException e) {
            LOG.error("the kernel does not say what became of states that were handed to a card", e);
        }
    }

    private Operation start(DataPlaneRequest request, Handover handover) throws UnrepresentableException {
        return switch (request) {
            case DataPlaneRequest.InstallChild install -> Installation.of(inventory, handover, install);
            case DataPlaneRequest.RemoveChild remove -> Removal.of(inventory, remove);
            case DataPlaneRequest.PrioritizeChild(var child, int priority) ->
                Reprioritization.of(inventory, child, priority);
            case DataPlaneRequest.InstallTrap(var trap) -> Installation.of(inventory, trap);
            case DataPlaneRequest.RemoveTrap(var trap) -> Removal.of(inventory, trap);
            case DataPlaneRequest.QueryUsage(var child) -> UsageQuery.of(child);
            case DataPlaneRequest.MoveChild move -> throw new IllegalStateException("a move goes alone");
        };
    }

    private void runMove(List<Answered> answers) {
        if (queue.isEmpty() || !(queue.element().request instanceof DataPlaneRequest.MoveChild(var child, var path))) {
            return;
        }
        long token = queue.remove().token;
        try {
            Move move = new Move(inventory, kernel, child, path);
            Operation.Outcome outcome = move.run();
            answers.add(new Answered(token, outcome.answer()));
            clearUp(outcome.followUp());
            move.expired().ifPresent(ended::add);
        } catch (ErrnoException e) {
            LOG.error("the kernel did not answer a move", e);
            answers.add(new Answered(token, refused(new Errno(e.errno()), e)));
        }
    }

    private static DataPlaneAnswer.Refused refused(Errno errno, Exception reason) {
        return new DataPlaneAnswer.Refused(errno.number(), String.valueOf(reason.getMessage()), false);
    }

    private void clearUp(List<XfrmRequest> requests) {
        if (requests.isEmpty()) {
            return;
        }
        try {
            for (XfrmReply reply : kernel.exchange(requests)) {
                if (reply instanceof XfrmReply.Refused(NetlinkError error) && !Operation.isGone(error)) {
                    LOG.warn("left in the kernel's tables: {}", error);
                }
            }
        } catch (ErrnoException e) {
            LOG.error("the kernel did not answer {} requests that clear up", requests.size(), e);
        }
    }

    /** A mapping is told again with each packet until the state has moved: once is enough for one fetch. */
    private Set<DataPlaneEvent> hear() {
        Set<DataPlaneEvent> heard = new LinkedHashSet<>();
        try {
            XfrmListener.Heard fetched = kernel.poll();
            fetched.messages().forEach(m -> events.translate(m).ifPresent(heard::add));
            if (fetched.lost()) {
                lostEvents++;
                meter.lost();
                heard.addAll(expiredUnheard());
            }
        } catch (ErrnoException e) {
            LOG.error("the kernel's events can not be fetched", e);
        }
        heard.forEach(this::forgetExpired);
        return heard;
    }

    /** What reached limits that the kernel does not know. */
    private List<DataPlaneEvent> count() {
        try {
            return limits.look(System.nanoTime(), inventory, kernel);
        } catch (ErrnoException e) {
            LOG.error("the counters of states that a card has can not be read", e);
            return List.of();
        }
    }

    private void forgetExpired(DataPlaneEvent event) {
        if (event instanceof DataPlaneEvent.Expire(int spi, IpAddress destination, int reqid, boolean hard) && hard) {
            SaId id = SaId.esp(destination.toInetAddress(), spi);
            // The event does not say the mark, and few have one.
            if (!inventory.forget(new KernelStates.Key(id, Optional.empty()))) {
                inventory.forgetAll(id);
            }
        }
    }

    /**
     * What the lost events may have been: states that are gone. Lost acquires and mappings are told again by the kernel, and
     * a lost soft limit is found when the hard one is met.
     */
    private List<DataPlaneEvent> expiredUnheard() throws ErrnoException {
        LOG.warn("the kernel dropped events; looking for states that expired");
        List<DataPlaneEvent> expired = new ArrayList<>();
        StateRecords states = inventory.states();
        int state = states.last();
        while (state != StateRecords.NONE) {
            List<KernelStates.Key> keys = new ArrayList<>(BATCH);
            List<Integer> reqids = new ArrayList<>(BATCH);
            for (; state != StateRecords.NONE && keys.size() < BATCH; state = states.before(state)) {
                keys.add(states.key(state));
                reqids.add(states.reqid(state));
            }
            List<XfrmReply> replies =
                    kernel.exchange(keys.stream().map(UsageQuery::get).toList());
            for (int i = 0; i < keys.size(); i++) {
                if (replies.get(i) instanceof XfrmReply.Refused(NetlinkError error) && Operation.isGone(error)) {
                    SaId id = keys.get(i).id();
                    expired.add(
                            new DataPlaneEvent.Expire(id.spi(), IpAddress.of(id.destination()), reqids.get(i), true));
                }
            }
        }
        return expired;
    }

    /** Removes from the kernel what is left of this data plane's; a second call does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        synchronized (policies) {
            List<XfrmRequest> requests = new ArrayList<>(BATCH);
            inventory.removeAll(request -> {
                requests.add(request);
                if (requests.size() == BATCH) {
                    clearUp(requests);
                    requests.clear();
                }
            });
            clearUp(requests);
        }
        kernel.close();
    }
}
