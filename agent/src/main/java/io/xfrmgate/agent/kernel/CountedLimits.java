package io.xfrmgate.agent.kernel;

import io.xfrmgate.ike.dataplane.DataPlaneEvent;
import io.xfrmgate.ike.dataplane.Lifetime;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.netlink.NetlinkError;
import io.xfrmgate.nativeio.xfrm.LifetimeUsed;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Limits by octets and packets of states that a card has and does not count against them: their counters are read again and again,
 * and what the kernel would tell is told. What passes between two looks may be more than the limit.
 */
final class CountedLimits {
    private static final long EVERY_NANOS = 2_000_000_000L;

    private final Map<KernelStates.Key, Watched> watched = new HashMap<>();
    private long lookedNanos;

    private record Watched(int reqid, Lifetime lifetime, boolean softTold) {}

    /** Watches a state from now on, until it is not there any more. */
    void watch(KernelStates.Key key, int reqid, Lifetime lifetime) {
        watched.put(key, new Watched(reqid, lifetime, false));
    }

    /**
     * What has reached its limits; a state that met the hard one is deleted first, as the kernel would. Does nothing before its time.
     *
     * @param nanos of a clock that does not go back
     */
    List<DataPlaneEvent> look(long nanos, Inventory inventory, Kernel kernel) throws ErrnoException {
        if (watched.isEmpty() || nanos - lookedNanos < EVERY_NANOS) {
            return List.of();
        }
        lookedNanos = nanos;
        watched.keySet().removeIf(key -> !inventory.holds(key));
        List<KernelStates.Key> keys = List.copyOf(watched.keySet());
        List<XfrmReply> replies =
                kernel.exchange(keys.stream().map(UsageQuery::get).toList());
        List<DataPlaneEvent> events = new ArrayList<>();
        List<XfrmRequest> ended = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            KernelStates.Key key = keys.get(i);
            Watched one = watched.getOrDefault(key, new Watched(0, Lifetime.UNLIMITED, true));
            if (replies.get(i) instanceof XfrmReply.Refused(NetlinkError error) && Operation.isGone(error)) {
                watched.remove(key);
                continue;
            }
            Optional<LifetimeUsed> used =
                    UsageQuery.state(replies.get(i)).map(sa -> sa.info().used());
            if (used.isEmpty()) {
                continue;
            }
            if (isReached(one.lifetime.hardBytes(), one.lifetime.hardPackets(), used.get())) {
                watched.remove(key);
                inventory.remove(key).ifPresent(ended::add);
                events.add(expire(key, one.reqid, true));
            } else if (!one.softTold && isReached(one.lifetime.softBytes(), one.lifetime.softPackets(), used.get())) {
                watched.put(key, new Watched(one.reqid, one.lifetime, true));
                events.add(expire(key, one.reqid, false));
            }
        }
        if (!ended.isEmpty()) {
            kernel.exchange(ended);
        }
        return events;
    }

    private static boolean isReached(long bytes, long packets, LifetimeUsed used) {
        return bytes != 0 && Long.compareUnsigned(used.bytes(), bytes) >= 0
                || packets != 0 && Long.compareUnsigned(used.packets(), packets) >= 0;
    }

    private static DataPlaneEvent expire(KernelStates.Key key, int reqid, boolean hard) {
        return new DataPlaneEvent.Expire(key.id().spi(), IpAddress.of(key.id().destination()), reqid, hard);
    }
}
