package io.xfrmgate.agent.control;

import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.pool.AddressPools;
import io.xfrmgate.ike.pool.PoolView;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code get-pools}: the address pools, and whose their addresses are. */
public final class PoolCommands {
    /** Leases in one answer; with more it would be larger than a message may be. */
    static final int MAX_LEASES = 4_000;

    private final AddressPools pools;

    public PoolCommands(AddressPools pools) {
        this.pools = pools;
    }

    /** By name. */
    public Map<String, ControlCommand> commands() {
        return Map.of("get-pools", (request, client) -> pools(request));
    }

    private ViciMessage pools(ViciMessage request) {
        Optional<String> wanted = request.text("name").filter(name -> !name.isEmpty());
        boolean leases = request.text("leases").filter("yes"::equals).isPresent();
        List<PoolView.WithLeases> views = leases
                ? pools.snapshotWithLeases()
                : pools.snapshot().stream()
                        .map(pool -> new PoolView.WithLeases(pool, List.of()))
                        .toList();
        ViciMessage.Builder answer = ViciMessage.builder();
        int left = MAX_LEASES;
        for (PoolView.WithLeases view : views) {
            PoolView pool = view.pool();
            String name = pool.definition().name();
            if (wanted.filter(w -> !w.equals(name)).isPresent()) {
                continue;
            }
            ViciMessage.Builder section = ViciMessage.builder()
                    .put("base", pool.definition().intervals().getFirst().first())
                    .put("size", pool.size())
                    .put("online", pool.used())
                    .put("offline", pool.held());
            if (leases) {
                int shown = Math.min(left, view.leases().size());
                section.section("leases", leases(view.leases().subList(0, shown)));
                left -= shown;
            }
            answer.section(name, section.build());
        }
        return answer.build();
    }

    private static ViciMessage leases(List<PoolView.LeaseView> leases) {
        ViciMessage.Builder all = ViciMessage.builder();
        for (int i = 0; i < leases.size(); i++) {
            PoolView.LeaseView lease = leases.get(i);
            all.section(
                    Integer.toString(i),
                    ViciMessage.builder()
                            .put("address", lease.address())
                            .put("identity", lease.identity())
                            .put("status", lease.online() ? "online" : "offline")
                            .build());
        }
        return all.build();
    }
}
