package io.xfrmgate.agent.control;

import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.v2.Notice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The counters of {@code get-counters}: what the shards count, and a few by template or map. A reset is one for the readers
 * of this command alone; the metrics go on.
 */
final class ControlCounters implements Consumer<Notice> {
    private final Supplier<List<Shard>> shards;
    private final Map<String, Map<String, LongAdder>> byConfig = new ConcurrentHashMap<>();
    private Map<String, Long> before = Map.of();

    ControlCounters(Supplier<List<Shard>> shards) {
        this.shards = shards;
    }

    /** Called on the shards' threads; adds to a number. The names are those of the configuration, and so bounded. */
    @Override
    public void accept(Notice notice) {
        byConfig.computeIfAbsent(notice.ikeSa().config(), _ -> new ConcurrentHashMap<>())
                .computeIfAbsent(name(notice), _ -> new LongAdder())
                .increment();
    }

    private static String name(Notice notice) {
        return switch (notice) {
            case Notice.IkeEstablished _ -> "ike-established";
            case Notice.IkeRekeyed n -> n.initiator() ? "ike-rekey-init" : "ike-rekey-resp";
            case Notice.IkeClosed _ -> "ike-closed";
            case Notice.ChildEstablished _ -> "child-established";
            case Notice.ChildRekeyed _ -> "child-rekey";
            case Notice.ChildClosed _ -> "child-closed";
            case Notice.Failed _ -> "failed";
            case Notice.EapAccepted _ -> "eap-accepted";
            case Notice.PeerMoved _ -> "peer-moved";
            case Notice.GroupSwitched _ -> "group-switched";
            case Notice.AddressesAssigned _ -> "addresses-assigned";
            case Notice.AddressesReleased _ -> "addresses-released";
        };
    }

    private Map<String, Long> total() {
        Map<String, Long> sums = new LinkedHashMap<>();
        for (Counter counter : Counter.values()) {
            String name = counter.name().toLowerCase(Locale.ROOT).replace('_', '-');
            sums.put(
                    name,
                    shards.get().stream()
                            .mapToLong(shard -> shard.counters().get(counter))
                            .sum());
        }
        return sums;
    }

    /** {@code get-counters}: global, of one configuration, or of all. */
    synchronized ViciMessage get(ViciMessage request, ControlCommand.Client client) {
        Optional<String> name = request.text("name").filter(value -> !value.isEmpty());
        ViciMessage.Builder counters = ViciMessage.builder();
        if (request.isYes("all")) {
            new TreeMap<>(byConfig).forEach((config, counts) -> counters.section(config, of(counts)));
        } else if (name.isPresent()) {
            Map<String, LongAdder> counts = byConfig.get(name.get());
            if (counts == null) {
                return ViciMessage.failure("no counters found for connection '" + name.get() + "'");
            }
            counters.section(name.get(), of(counts));
        } else {
            counters.section(
                    "", section -> total().forEach((key, sum) -> section.put(key, sum - before.getOrDefault(key, 0L))));
        }
        return ViciMessage.builder()
                .section("counters", counters.build())
                .put("success", true)
                .build();
    }

    private static ViciMessage of(Map<String, LongAdder> counts) {
        ViciMessage.Builder section = ViciMessage.builder();
        new TreeMap<>(counts).forEach((key, sum) -> section.put(key, sum.sum()));
        return section.build();
    }

    /** {@code reset-counters}. */
    synchronized ViciMessage reset(ViciMessage request, ControlCommand.Client client) {
        Optional<String> name = request.text("name").filter(value -> !value.isEmpty());
        if (request.isYes("all")) {
            byConfig.clear();
        } else if (name.isPresent()) {
            if (byConfig.remove(name.get()) == null) {
                return ViciMessage.failure("no counters found for connection '" + name.get() + "'");
            }
        } else {
            before = total();
        }
        return ViciMessage.success();
    }
}
