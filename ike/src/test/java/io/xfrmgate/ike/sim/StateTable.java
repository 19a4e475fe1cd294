package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.net.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kernel's states by destination and SPI, and its larval ones. */
final class StateTable {
    /** net.core.xfrm_acq_expires. */
    static final long LARVAL_MILLIS = 30_000;

    /** xfrm_state_look_at: one that is not dying before one that is, then the newest. */
    private static final Comparator<EspState> PREFERRED =
            Comparator.comparing(EspState::isDying).thenComparing(s -> -s.order);

    private final Map<Key, EspState> states = new LinkedHashMap<>();
    private final Map<Integer, List<EspState>> outboundByReqid = new HashMap<>();
    private final Map<Larval, Long> larvals = new HashMap<>();

    private record Key(int spi, IpAddress destination) {}

    private record Larval(int reqid, IpAddress source, IpAddress destination) {}

    Optional<EspState> find(int spi, IpAddress destination) {
        return Optional.ofNullable(states.get(new Key(spi, destination)));
    }

    boolean contains(int spi, IpAddress destination) {
        return states.containsKey(new Key(spi, destination));
    }

    void add(EspState state) {
        states.put(new Key(state.spi, state.destination()), state);
        if (!state.inbound) {
            outboundByReqid.computeIfAbsent(state.reqid, r -> new ArrayList<>()).add(state);
            larvals.remove(new Larval(
                    state.reqid,
                    state.path().local().address(),
                    state.path().remote().address()));
        }
    }

    void remove(EspState state) {
        states.remove(new Key(state.spi, state.destination()));
        if (!state.inbound) {
            outboundByReqid.computeIfPresent(state.reqid, (reqid, list) -> {
                list.remove(state);
                return list.isEmpty() ? null : list;
            });
        }
    }

    /** xfrm_state_find: by the template's reqid and mode and the outer addresses. */
    Optional<EspState> outbound(int reqid, IpsecMode mode, IpAddress source, IpAddress destination) {
        return outboundByReqid.getOrDefault(reqid, List.of()).stream()
                .filter(s -> s.mode == mode
                        && s.path().local().address().equals(source)
                        && s.path().remote().address().equals(destination))
                .min(PREFERRED);
    }

    /** Whether the kernel asks for a state: once, and again when the larval one has died. */
    boolean acquire(int reqid, IpAddress source, IpAddress destination, long now) {
        Larval larval = new Larval(reqid, source, destination);
        Long until = larvals.get(larval);
        if (until != null && now < until) {
            return false;
        }
        larvals.put(larval, now + LARVAL_MILLIS);
        return true;
    }

    Collection<EspState> all() {
        return states.values();
    }

    void clear() {
        states.clear();
        outboundByReqid.clear();
        larvals.clear();
    }

    /** The daemon is gone, its states stay. */
    void markStale() {
        states.values().forEach(EspState::markStale);
    }
}
