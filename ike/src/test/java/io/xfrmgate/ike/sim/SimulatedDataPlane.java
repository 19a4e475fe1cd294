package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.SaUsage;
import io.xfrmgate.ike.dataplane.DataPlaneEvent;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.InstallChild;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Trap;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.sim.InstalledPolicy.Direction;
import io.xfrmgate.ike.sim.PolicyTable.Wanted;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's SA and policy tables in memory, with the kernel's rules about what may be installed when, which state a
 * packet takes, and what is told. {@link DataPlaneContract} holds for this one and for the real one.
 */
public final class SimulatedDataPlane implements DataPlane {
    private static final int ESRCH = 3;
    private static final int EEXIST = 17;
    private static final int EINVAL = 22;

    private final SimClock clock;
    private final StateTable states = new StateTable();
    private final PolicyTable policies = new PolicyTable();
    private final ArrayDeque<Request> requests = new ArrayDeque<>();
    private final ArrayDeque<Answer> answers = new ArrayDeque<>();
    private final ArrayDeque<DataPlaneEvent> events = new ArrayDeque<>();
    private Disturbance disturbance = Disturbance.NONE;
    private long order;
    private long requestCount;
    private long lastAnswerMillis;

    private record Request(long token, DataPlaneRequest request) {}

    private record Answer(long dueMillis, long token, DataPlaneAnswer answer) {}

    /** What a test does to requests on their way. */
    public interface Disturbance {
        Disturbance NONE = new Disturbance() {};

        /** Milliseconds until the answer to this request is given. */
        default long delayMillis(long requestNumber) {
            return 0;
        }

        /** A refusal in place of the request's execution. The first request is number 1. */
        default Optional<DataPlaneAnswer.Refused> refuse(long requestNumber, DataPlaneRequest request) {
            return Optional.empty();
        }
    }

    public SimulatedDataPlane(SimClock clock) {
        this.clock = clock;
    }

    public void disturb(Disturbance newDisturbance) {
        disturbance = newDisturbance;
    }

    @Override
    public void submit(long token, DataPlaneRequest request) {
        requests.add(new Request(token, request));
    }

    @Override
    public void exchange(Sink sink) {
        while (!requests.isEmpty()) {
            Request request = requests.remove();
            requestCount++;
            DataPlaneAnswer answer = disturbance
                    .refuse(requestCount, request.request)
                    .<DataPlaneAnswer>map(r -> r)
                    .orElseGet(() -> execute(request.request));
            // The kernel answers in the order of the requests, however long one takes.
            lastAnswerMillis = Math.max(lastAnswerMillis, clock.millis() + disturbance.delayMillis(requestCount));
            answers.add(new Answer(lastAnswerMillis, request.token, answer));
        }
        while (!answers.isEmpty() && answers.element().dueMillis <= clock.millis()) {
            Answer answer = answers.remove();
            sink.answer(answer.token, answer.answer);
        }
        while (!events.isEmpty()) {
            sink.event(events.remove());
        }
    }

    /** When {@link #exchange} has something to do; {@code Long.MAX_VALUE} for never. */
    public long nextDue() {
        if (!requests.isEmpty() || !events.isEmpty()) {
            return clock.millis();
        }
        return answers.isEmpty() ? Long.MAX_VALUE : answers.element().dueMillis;
    }

    /** The daemon has gone: answers and events are for nobody; the tables stay, or are emptied. */
    public void daemonGone(boolean flush) {
        requests.clear();
        answers.clear();
        events.clear();
        if (flush) {
            states.clear();
            policies.clear();
        } else {
            states.markStale();
            policies.markStale();
        }
    }

    @Override
    public void close() {
        daemonGone(true);
    }

    private DataPlaneAnswer execute(DataPlaneRequest request) {
        return switch (request) {
            case DataPlaneRequest.InstallChild install -> install(install);
            case DataPlaneRequest.RemoveChild remove -> {
                statesOf(remove.child(), remove.parts()).forEach(states::remove);
                if (remove.parts().inbound()) {
                    policies.remove(wanted(remove.child()));
                }
                yield new DataPlaneAnswer.Done();
            }
            case DataPlaneRequest.MoveChild move -> move(move.child(), move.newPath());
            case DataPlaneRequest.PrioritizeChild(var child, int priority) -> {
                if (policies.holds(wanted(child))) {
                    policies.install(wanted(child.withPriority(priority)));
                }
                yield new DataPlaneAnswer.Done();
            }
            case DataPlaneRequest.InstallTrap trap -> {
                policies.install(wanted(trap.trap()));
                yield new DataPlaneAnswer.Done();
            }
            case DataPlaneRequest.RemoveTrap trap -> {
                policies.remove(wanted(trap.trap()));
                yield new DataPlaneAnswer.Done();
            }
            case DataPlaneRequest.QueryUsage query -> usage(query.child());
        };
    }

    private DataPlaneAnswer install(InstallChild request) {
        ChildSaSpec child = request.child();
        IpAddress local = child.path().local().address();
        IpAddress remote = child.path().remote().address();
        if (child.suite().esn() && child.options().replayWindow() == 0) {
            return new DataPlaneAnswer.Refused(EINVAL, "ESN replay window must be > 0", false);
        }
        if (request.parts().inbound()) {
            if (!isRightLength(child, child.inboundKeys())) {
                return new DataPlaneAnswer.Refused(EINVAL, "Invalid key length", false);
            }
            if (states.contains(child.inboundSpi(), local)) {
                return new DataPlaneAnswer.Refused(EEXIST, "inbound state exists", true);
            }
        }
        if (request.parts().outbound()) {
            if (!isRightLength(child, child.outboundKeys())) {
                return new DataPlaneAnswer.Refused(EINVAL, "Invalid key length", false);
            }
            if (states.contains(child.outboundSpi(), remote)) {
                return new DataPlaneAnswer.Refused(EEXIST, "outbound state exists", false);
            }
        }
        if (request.parts().inbound()) {
            states.add(new EspState(child, true, clock.millis(), ++order));
            policies.install(wanted(ChildSaRef.of(child)));
        }
        if (request.parts().outbound()) {
            states.add(new EspState(child, false, clock.millis(), ++order));
        }
        if (request.replacedOutbound() != 0) {
            states.find(request.replacedOutbound(), remote).ifPresent(states::remove);
        }
        return new DataPlaneAnswer.Done();
    }

    private static boolean isRightLength(ChildSaSpec child, ChildKeys keys) {
        return keys.encryption().length == child.suite().encryptionKeyLength()
                && keys.integrity().length == child.suite().integrityKeyLength();
    }

    private DataPlaneAnswer move(ChildSaRef child, SaPath newPath) {
        List<EspState> moving = statesOf(child, DataPlaneRequest.Parts.BOTH);
        if (moving.isEmpty()) {
            return new DataPlaneAnswer.Refused(ESRCH, "no such state", false);
        }
        for (EspState state : moving) {
            IpAddress target = (state.inbound ? newPath.local() : newPath.remote()).address();
            if (!target.equals(state.destination()) && states.contains(state.spi, target)) {
                return new DataPlaneAnswer.Refused(EEXIST, "state exists", false);
            }
        }
        for (EspState state : moving) {
            states.remove(state);
            state.move(newPath);
            states.add(state);
        }
        policies.move(wanted(child), newPath);
        return new DataPlaneAnswer.Done();
    }

    private DataPlaneAnswer usage(ChildSaRef child) {
        Optional<EspState> inbound =
                states.find(child.inboundSpi(), child.path().local().address());
        Optional<EspState> outbound =
                states.find(child.outboundSpi(), child.path().remote().address());
        if (inbound.isEmpty() && outbound.isEmpty()) {
            return new DataPlaneAnswer.Refused(ESRCH, "no such state", false);
        }
        SaUsage none = new SaUsage(0, 0, 0, 0, 0);
        return new DataPlaneAnswer.Usage(
                inbound.map(EspState::usage).orElse(none),
                outbound.map(EspState::usage).orElse(none));
    }

    private List<EspState> statesOf(ChildSaRef child, DataPlaneRequest.Parts parts) {
        List<EspState> found = new ArrayList<>(2);
        if (parts.inbound()) {
            states.find(child.inboundSpi(), child.path().local().address()).ifPresent(found::add);
        }
        if (parts.outbound()) {
            states.find(child.outboundSpi(), child.path().remote().address()).ifPresent(found::add);
        }
        return found;
    }

    private static Wanted wanted(ChildSaRef child) {
        return new Wanted(
                child.reqid(),
                child.inboundSpi(),
                child.mode(),
                child.path(),
                child.localSelectors(),
                child.remoteSelectors(),
                child.options());
    }

    private static Wanted wanted(Trap trap) {
        return new Wanted(
                trap.reqid(),
                0,
                trap.mode(),
                trap.path(),
                trap.localSelectors(),
                trap.remoteSelectors(),
                trap.options());
    }

    /** Sends a packet of the host: policy, template, state. */
    public Egress send(InnerPacket packet) {
        Optional<PolicyTable.Owner> policy = policies.find(Direction.OUT, packet);
        if (policy.isEmpty()) {
            return new Egress.Dropped(DropReason.IN_CLEAR);
        }
        PolicyTable.Owner template = policy.get();
        boolean tunnel = template.mode == IpsecMode.TUNNEL;
        IpAddress source = tunnel ? template.path().local().address() : packet.source();
        IpAddress destination = tunnel ? template.path().remote().address() : packet.destination();
        Optional<EspState> found = states.outbound(template.reqid, template.mode, source, destination);
        if (found.isEmpty()) {
            if (states.acquire(template.reqid, source, destination, clock.millis())) {
                events.add(new DataPlaneEvent.Acquire(
                        template.reqid,
                        host(packet.source(), packet.protocol(), packet.sourcePort()),
                        host(packet.destination(), packet.protocol(), packet.destinationPort())));
            }
            return new Egress.Dropped(DropReason.ACQUIRING);
        }
        EspState state = found.get();
        if (isExpired(state)) {
            return new Egress.Dropped(DropReason.STATE_EXPIRED);
        }
        state.count(packet.length(), clock.millis());
        SaPath path = state.path();
        return new Egress.Protected(new SimPacket(
                path.local(),
                path.remote(),
                path.encapsulated(),
                state.spi,
                state.nextSequence(),
                state.mode,
                state.suite,
                state.keys,
                packet));
    }

    /** {@link #send}, for those who do not ask why not. */
    public Optional<SimPacket> encapsulate(InnerPacket packet) {
        return send(packet) instanceof Egress.Protected sent ? Optional.of(sent.packet()) : Optional.empty();
    }

    /** Receives an ESP packet as xfrm_input does, and asks the inbound policy. */
    public Verdict receive(SimPacket packet) {
        Optional<EspState> found =
                states.find(packet.spi(), packet.destination().address()).filter(s -> s.inbound);
        if (found.isEmpty()) {
            return new Verdict.Dropped(DropReason.NO_STATE);
        }
        EspState state = found.get();
        if (state.path().encapsulated() != packet.encapsulated()) {
            return new Verdict.Dropped(DropReason.WRONG_ENCAPSULATION);
        }
        if (isExpired(state)) {
            return new Verdict.Dropped(DropReason.STATE_EXPIRED);
        }
        if (!state.opens(packet)) {
            return new Verdict.Dropped(DropReason.INTEGRITY);
        }
        if (!state.isNew(packet)) {
            return new Verdict.Dropped(DropReason.REPLAY);
        }
        if (packet.encapsulated() && !packet.source().equals(state.path().remote())) {
            events.add(new DataPlaneEvent.MappingChanged(state.spi, state.reqid, packet.source()));
        }
        state.count(packet.inner().length(), clock.millis());
        InnerPacket inner = packet.inner();
        if (state.mode == IpsecMode.TRANSPORT) {
            inner = new InnerPacket(
                    packet.source().address(),
                    packet.destination().address(),
                    inner.protocol(),
                    inner.sourcePort(),
                    inner.destinationPort(),
                    inner.length());
        }
        boolean admitted = policies.find(Direction.IN, inner)
                .filter(p -> p.reqid == state.reqid && p.mode == state.mode)
                .isPresent();
        return admitted ? new Verdict.Delivered(inner, state.spi, state.reqid) : new Verdict.Dropped(DropReason.POLICY);
    }

    private boolean isExpired(EspState state) {
        if (state.isHardLimitMet()) {
            states.remove(state);
            events.add(new DataPlaneEvent.Expire(state.spi, state.destination(), state.reqid, true));
            return true;
        }
        if (!state.isDying() && state.isSoftLimitMet()) {
            state.markDying();
            events.add(new DataPlaneEvent.Expire(state.spi, state.destination(), state.reqid, false));
        }
        return false;
    }

    private static TrafficSelector host(IpAddress address, int protocol, int port) {
        return TrafficSelector.ofHost(address).withProtocol(protocol, port, port);
    }

    /** The states that the running daemon installed. */
    public List<InstalledState> states() {
        return states.all().stream()
                .filter(s -> !s.isStale())
                .map(EspState::view)
                .toList();
    }

    /** The policies that the running daemon installed. */
    public List<InstalledPolicy> policies() {
        return policies.views();
    }

    /** How often a request came. */
    public long requestCount() {
        return requestCount;
    }

    Collection<EspState> espStates() {
        return states.all();
    }

    PolicyTable policyTable() {
        return policies;
    }

    boolean hasState(int spi, IpAddress destination) {
        return states.contains(spi, destination);
    }

    boolean hasPolicies(ChildSaRef child) {
        return policies.holds(wanted(child));
    }
}
