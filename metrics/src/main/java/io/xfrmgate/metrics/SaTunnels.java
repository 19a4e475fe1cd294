package io.xfrmgate.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The counters of tunnels over all the Child SAs that they had. A tunnel's counters go on when it is rekeyed and when it comes
 * back after an outage; of those that are gone, so many are remembered as are read lately, and the rest begins anew.
 */
final class SaTunnels {
    /** Tunnels without SAs whose counters are remembered. */
    static final int GONE = 65_536;

    private static final int COUNTERS = SaCounter.values().length;

    /** The closed SAs' sums, those asked for lately last. */
    private final LinkedHashMap<SaTunnel, long[]> closed = new LinkedHashMap<>(16, 0.75f, true);

    /** Under which peer a configured tunnel was up last; its key has no peer. */
    private final Map<SaTunnel, String> peers = new HashMap<>();

    /** Takes the final counters of an SA. */
    synchronized void close(SaSample last) {
        long[] sums = closed.computeIfAbsent(SaTunnel.of(last), tunnel -> new long[COUNTERS]);
        for (SaCounter counter : SaCounter.values()) {
            sums[counter.ordinal()] += counter.of(last);
        }
    }

    /**
     * A row for each tunnel that is up or should be.
     *
     * @param live those that are not in {@link #close} yet
     * @param configured tunnels that should be up; their peers' names count as long as they never were
     */
    synchronized List<SaRow> rows(List<SaSample> live, List<SaTunnel> configured) {
        Map<SaTunnel, SaRow> rows = LinkedHashMap.newLinkedHashMap(live.size() + configured.size());
        for (SaSample sample : live) {
            rows.merge(SaTunnel.of(sample), SaRow.of(sample), SaRow::plus);
        }
        addDown(rows, configured);
        List<SaRow> result = new ArrayList<>(rows.size());
        rows.forEach((tunnel, row) -> {
            long[] before = closed.get(tunnel);
            result.add(before == null ? row : row.plus(before));
        });
        forget(rows.size());
        return result;
    }

    private void addDown(Map<SaTunnel, SaRow> rows, List<SaTunnel> configured) {
        if (configured.isEmpty()) {
            peers.clear();
            return;
        }
        Map<SaTunnel, String> up = HashMap.newHashMap(rows.size());
        rows.keySet().forEach(tunnel -> up.put(anyPeer(tunnel), tunnel.peer()));
        Map<SaTunnel, String> known = HashMap.newHashMap(configured.size());
        for (SaTunnel tunnel : configured) {
            SaTunnel key = anyPeer(tunnel);
            String current = up.get(key);
            String peer = current != null ? current : peers.getOrDefault(key, tunnel.peer());
            known.put(key, peer);
            if (current == null) {
                SaTunnel down = new SaTunnel(peer, tunnel.template(), tunnel.child());
                rows.put(down, SaRow.down(down));
            }
        }
        peers.clear();
        peers.putAll(known);
    }

    private static SaTunnel anyPeer(SaTunnel tunnel) {
        return new SaTunnel("", tunnel.template(), tunnel.child());
    }

    private void forget(int live) {
        var eldest = closed.keySet().iterator();
        for (int surplus = closed.size() - live - GONE; surplus > 0; surplus--) {
            eldest.next();
            eldest.remove();
        }
    }

    /** The larger of two that may be absent. */
    static OptionalLong later(OptionalLong a, OptionalLong b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() ? b : a;
        }
        return OptionalLong.of(Math.max(a.getAsLong(), b.getAsLong()));
    }
}
