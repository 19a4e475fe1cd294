package io.xfrmgate.agent.status;

import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.loop.ShardSnapshot;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.v2.IkeSaView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Templates and maps with their SAs, those with something down first. */
final class TunnelTable {
    private static final int ROWS = 50;

    private final Map<String, Integer> states = new HashMap<>();
    private final Map<String, Row> rows = new HashMap<>();
    private final List<Down> down = new ArrayList<>();

    /** A Child SA of a map that is not up. @param peer address of the configured peer */
    record Down(String peer, String map, String child) {}

    private static final class Row {
        final String name;
        final String context;
        final String peer;
        int established;
        int connecting;
        int down;
        final Map<String, Integer> childrenUp = new HashMap<>();

        Row(String name, String context, String peer) {
            this.name = name;
            this.context = context;
            this.peer = peer;
        }

        int up() {
            return childrenUp.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private TunnelTable() {}

    static TunnelTable of(GatewayConfig config, List<ShardSnapshot> shards) {
        TunnelTable table = new TunnelTable();
        for (PeerConfig peer : config.peers()) {
            table.rows.put(
                    peer.name(),
                    new Row(
                            peer.name(),
                            config.placement().contextOf(peer.name()).orElse(""),
                            peer.remote().map(Object::toString).orElse("any")));
        }
        StatusPage.sas(shards).forEach(table::count);
        config.peers().forEach(table::findDown);
        return table;
    }

    private void count(IkeSaView sa) {
        states.merge(sa.state(), 1, Integer::sum);
        // What was removed from the configuration may have SAs for a while.
        Row row = rows.computeIfAbsent(sa.ikeSa().config(), name -> new Row(name, "", ""));
        if (sa.state().equals("established")) {
            row.established++;
        } else if (sa.state().equals("connecting")) {
            row.connecting++;
        }
        for (IkeSaView.ChildView child : sa.children()) {
            if (child.state().equals("installed")) {
                row.childrenUp.merge(child.name().config(), 1, Integer::sum);
            }
        }
    }

    private void findDown(PeerConfig peer) {
        Row row = rows.get(peer.name());
        if (peer.remote().isPresent() && row != null) {
            for (ChildConfig child : peer.children()) {
                if (!row.childrenUp.containsKey(child.name())) {
                    row.down++;
                    down.add(new Down(row.peer, peer.name(), child.name()));
                }
            }
        }
    }

    long count(String state) {
        return states.getOrDefault(state, 0);
    }

    long childrenUp() {
        return rows.values().stream().mapToLong(Row::up).sum();
    }

    List<Down> down() {
        return List.copyOf(down);
    }

    void write(Html page) {
        page.raw("<section><h2>Templates and maps</h2>");
        if (rows.isEmpty()) {
            page.raw("<p>None is configured.</p></section>");
            return;
        }
        page.table("Name", "Context", "Peer", "#IKE SAs", "#Half-open", "#Child SAs up", "#Down");
        rows.values().stream()
                .sorted(Comparator.comparingInt((Row row) -> -row.down).thenComparing(row -> row.name))
                .limit(ROWS)
                .forEach(row -> {
                    page.raw("<tr><td>").text(row.name).raw("</td><td>").text(row.context);
                    page.raw("</td><td>").text(row.peer).raw("</td><td class=n>" + row.established);
                    page.raw("</td><td class=n>" + row.connecting + "</td><td class=n>" + row.up());
                    page.raw("</td><td class=\"n" + (row.down > 0 ? " alarm" : "") + "\">" + row.down + "</td></tr>");
                });
        page.endTable();
        if (rows.size() > ROWS) {
            page.raw("<p>and " + (rows.size() - ROWS) + " more</p>");
        }
        page.raw("</section>");
    }
}
