package io.xfrmgate.agent.status;

import io.xfrmgate.agent.telemetry.FailureHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The peers whose negotiations failed most in a time, then those whose tunnels are down though nothing failed. */
final class WorstPeers {
    private static final int ROWS = 10;

    private final List<Peer> worst;

    private record Key(String peer, String config) {}

    private record Peer(String name, String config, long failures, String last) {}

    private WorstPeers(List<Peer> worst) {
        this.worst = List.copyOf(worst);
    }

    static WorstPeers of(List<FailureHistory.Entry> latestFirst, List<TunnelTable.Down> down, Instant since) {
        Map<Key, Peer> peers = new LinkedHashMap<>();
        for (FailureHistory.Entry entry : latestFirst) {
            if (entry.at().isAfter(since)) {
                String config = entry.failure().ikeSa().config();
                String reason =
                        entry.failure().reason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
                peers.merge(
                        new Key(name(entry), config),
                        new Peer(name(entry), config, 1, reason),
                        (before, more) ->
                                new Peer(before.name(), before.config(), before.failures() + 1, before.last()));
            }
        }
        for (TunnelTable.Down tunnel : down) {
            peers.putIfAbsent(
                    new Key(tunnel.peer(), tunnel.map()), new Peer(tunnel.peer(), tunnel.map(), 0, "is not up"));
        }
        List<Peer> sorted = new ArrayList<>(peers.values());
        sorted.sort(Comparator.comparingLong(Peer::failures).reversed());
        return new WorstPeers(sorted.subList(0, Math.min(ROWS, sorted.size())));
    }

    /** Who it was, as far as known: his identity, else his address. */
    static String name(FailureHistory.Entry entry) {
        return entry.failure()
                .ikeSa()
                .peer()
                .orElseGet(() -> entry.failure().ikeSa().remote().address().toString());
    }

    void write(Html page) {
        page.raw("<section><h2>The worst peers of the last hour</h2>");
        if (worst.isEmpty()) {
            page.raw("<p class=good>Nobody failed, and nothing is down.</p></section>");
            return;
        }
        page.table("Peer", "Template or map", "#Failures", "Last");
        for (Peer peer : worst) {
            page.raw("<tr><td>").text(peer.name()).raw("</td><td>").text(peer.config());
            page.raw("</td><td class=n>" + peer.failures() + "</td><td>")
                    .text(peer.last())
                    .raw("</td></tr>");
        }
        page.endTable().raw("</section>");
    }
}
