package io.xfrmgate.agent.kernel;

import io.xfrmgate.agent.kernel.KernelSelectors.UnrepresentableException;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneEvent;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.netlink.NetlinkError;
import io.xfrmgate.nativeio.xfrm.Algorithm;
import io.xfrmgate.nativeio.xfrm.Encapsulation;
import io.xfrmgate.nativeio.xfrm.Offload;
import io.xfrmgate.nativeio.xfrm.ReplayCounters;
import io.xfrmgate.nativeio.xfrm.ReplayEsn;
import io.xfrmgate.nativeio.xfrm.Sa;
import io.xfrmgate.nativeio.xfrm.SaAttributes;
import io.xfrmgate.nativeio.xfrm.SaInfo;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Moves a Child SA to another path. Where only ports of the encapsulation change the states are updated. Addresses and the
 * encapsulation as such can not be updated: there each state is read, deleted, and added again with its keys, counters and
 * sequence numbers.
 */
final class Move {
    /**
     * Outbound sequence numbers that are skipped. Between reading and deleting a state packets may go out, and no number may
     * be used twice: with the counter modes that would be a nonce used twice (RFC 4106 section 2).
     */
    private static final long SKIPPED_NUMBERS = 1 << 20;

    private final Inventory inventory;
    private final Kernel kernel;
    private final ChildSaRef child;
    private final SaPath newPath;
    /** Only ports change. */
    private final boolean update;

    private Optional<DataPlaneEvent> expired = Optional.empty();

    Move(Inventory inventory, Kernel kernel, ChildSaRef child, SaPath newPath) {
        this.inventory = inventory;
        this.kernel = kernel;
        this.child = child;
        this.newPath = newPath;
        this.update = child.path().encapsulated()
                && newPath.encapsulated()
                && child.path().local().address().equals(newPath.local().address())
                && child.path().remote().address().equals(newPath.remote().address());
    }

    /** A state as it comes back if the move fails, and as it is after the move. */
    private record Moving(Sa before, Sa after) {}

    /** The outcome; a refusal has changed nothing, once its follow-up is done. */
    Operation.Outcome run() throws ErrnoException {
        List<XfrmReply> found = kernel.exchange(List.of(
                UsageQuery.get(KernelStates.inboundKey(child)), UsageQuery.get(KernelStates.outboundKey(child))));
        List<Moving> moving = new ArrayList<>(2);
        UsageQuery.state(found.get(0)).map(this::inbound).ifPresent(moving::add);
        UsageQuery.state(found.get(1)).map(this::outbound).ifPresent(moving::add);
        if (moving.isEmpty()) {
            return found.getFirst() instanceof XfrmReply.Refused(NetlinkError error)
                    ? Operation.Outcome.of(Operation.refused(error, false))
                    : refused(Errno.ESRCH, "the kernel does not show the state");
        }
        if (moving.stream()
                .anyMatch(state -> state.before
                        .attributes()
                        .offload()
                        .filter(Offload::packet)
                        .isPresent())) {
            return endOnCard(moving);
        }
        for (Moving state : moving) {
            if (!update && hasHiddenKeys(state.before.attributes())) {
                return refused(Errno.EPERM, "the kernel hides its keys (lockdown), so that a state can not be moved");
            }
            if (!update && isExhausted(state.before.attributes())) {
                return refused(Errno.ERANGE, "too few sequence numbers are left to move the state");
            }
        }
        return execute(moving);
    }

    /** Added again with the kernel's sequence number, which is not the card's, a state would use numbers twice: it ends here. */
    private Operation.Outcome endOnCard(List<Moving> moving) {
        expired = Optional.of(new DataPlaneEvent.Expire(
                child.inboundSpi(), child.path().local().address(), child.reqid(), true));
        List<XfrmRequest> ended = new ArrayList<>();
        moving.forEach(state -> inventory.remove(key(state.before)).ifPresent(ended::add));
        return new Operation.Outcome(
                new DataPlaneAnswer.Refused(
                        Errno.EOPNOTSUPP.number(),
                        "a network card has the state, and its sequence numbers with it: it can not be moved, and ends",
                        false),
                ended);
    }

    /** What is to be told of states that could not go along. */
    Optional<DataPlaneEvent> expired() {
        return expired;
    }

    private static Operation.Outcome refused(Errno errno, String text) {
        return Operation.Outcome.of(new DataPlaneAnswer.Refused(errno.number(), text, false));
    }

    private Operation.Outcome execute(List<Moving> moving) throws ErrnoException {
        List<XfrmRequest> requests = new ArrayList<>();
        for (Moving state : moving) {
            if (update) {
                requests.add(new XfrmRequest.UpdateSa(state.after));
            } else {
                requests.add(delete(state.before));
                requests.add(new XfrmRequest.AddSa(state.after));
            }
        }
        List<Inventory.Claimed> claims = claim(requests);
        List<XfrmReply> replies = kernel.exchange(requests);
        for (XfrmReply reply : replies) {
            if (reply instanceof XfrmReply.Refused(NetlinkError error)) {
                List<XfrmRequest> undo = takeBack(moving, replies);
                claims.reversed().forEach(claimed -> inventory.undo(claimed).ifPresent(undo::add));
                return new Operation.Outcome(Operation.refused(error, false), undo);
            }
        }
        for (Moving state : moving) {
            inventory.rename(key(state.before), key(state.after), child.reqid());
        }
        return Operation.Outcome.of(new DataPlaneAnswer.Done());
    }

    /** Points those policies that were installed to the new endpoints. */
    private List<Inventory.Claimed> claim(List<XfrmRequest> requests) {
        List<Inventory.Claimed> claims = new ArrayList<>();
        try {
            WantedPolicies wanted = WantedPolicies.of(child, newPath);
            for (WantedPolicies.Entry entry : wanted.entries()) {
                if (inventory.holds(entry.key(), wanted.owner())) {
                    claims.add(inventory.renew(wanted.owner(), wanted.priority(), entry));
                    inventory.settle(entry.key()).ifPresent(requests::add);
                }
            }
        } catch (UnrepresentableException nothingInstalled) {
            // the installation of the policies was refused for the same reason
        }
        return claims;
    }

    /** What was deleted comes back as it was, what was added or updated goes. */
    private List<XfrmRequest> takeBack(List<Moving> moving, List<XfrmReply> replies) {
        List<XfrmRequest> undo = new ArrayList<>();
        for (int i = 0; i < moving.size(); i++) {
            Moving state = moving.get(i);
            if (update) {
                undo.add(new XfrmRequest.UpdateSa(state.before));
                continue;
            }
            if (replies.get(2 * i + 1) instanceof XfrmReply.Done) {
                undo.add(delete(state.after));
            }
            if (replies.get(2 * i) instanceof XfrmReply.Done) {
                undo.add(new XfrmRequest.AddSa(state.before));
            }
        }
        return undo;
    }

    private static XfrmRequest delete(Sa sa) {
        return new XfrmRequest.DeleteSa(sa.info().id(), sa.attributes().mark());
    }

    private static KernelStates.Key key(Sa sa) {
        return new KernelStates.Key(sa.info().id(), sa.attributes().mark());
    }

    private Moving inbound(Sa sa) {
        Sa before = carried(sa, 0);
        return new Moving(
                before,
                moved(
                        before,
                        newPath.remote().address().toInetAddress(),
                        newPath.local().address().toInetAddress(),
                        KernelStates.encapsulation(newPath.remote(), newPath.local(), newPath.encapsulated())));
    }

    private Moving outbound(Sa sa) {
        Sa before = carried(sa, update ? 0 : SKIPPED_NUMBERS);
        return new Moving(
                before,
                moved(
                        before,
                        newPath.local().address().toInetAddress(),
                        newPath.remote().address().toInetAddress(),
                        KernelStates.encapsulation(newPath.local(), newPath.remote(), newPath.encapsulated())));
    }

    private static Sa moved(Sa sa, InetAddress source, InetAddress destination, Optional<Encapsulation> encapsulation) {
        return new Sa(
                sa.info().withAddresses(source, destination),
                sa.attributes().change().encapsulation(encapsulation).build());
    }

    /** The state as it must be added for its counters and sequence numbers to go on. */
    private static Sa carried(Sa sa, long skipped) {
        SaInfo info = sa.info();
        SaAttributes attributes = sa.attributes();
        SaAttributes.Builder carried = attributes.change().used(info.used());
        attributes
                .replayEsn()
                .map(r -> new ReplayEsn(r.outbound() + skipped, r.inbound(), r.window(), r.bitmap()))
                .ifPresent(carried::replayEsn);
        attributes
                .replay()
                .map(r -> new ReplayCounters(r.outbound() + (int) skipped, r.inbound(), r.bitmap()))
                .ifPresent(carried::replay);
        return new Sa(info, carried.build());
    }

    /** With numbers skipped already: those below the skip have wrapped around. */
    private static boolean isExhausted(SaAttributes attributes) {
        long last = attributes
                .replayEsn()
                .map(ReplayEsn::outbound)
                .orElseGet(() -> attributes
                        .replay()
                        .map(r -> Integer.toUnsignedLong(r.outbound()))
                        .orElse(0L));
        return last > 0 && last < SKIPPED_NUMBERS;
    }

    /** The kernel shows zeros for keys where it is locked down. */
    private static boolean hasHiddenKeys(SaAttributes attributes) {
        return Stream.<Optional<? extends Algorithm>>of(attributes.aead(), attributes.cipher(), attributes.integrity())
                .flatMap(Optional::stream)
                .anyMatch(algorithm -> algorithm.key().length > 0 && isZero(algorithm.key()));
    }

    private static boolean isZero(byte[] key) {
        for (byte octet : key) {
            if (octet != 0) {
                return false;
            }
        }
        return true;
    }
}
