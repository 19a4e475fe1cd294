package io.xfrmgate.agent.telemetry;

import io.xfrmgate.agent.loop.UdpShardIo;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.Series;
import io.xfrmgate.nativeio.udp.UdpStatistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;

/**
 * What the IKE sockets of one network namespace saw, summed over the shards; labels {@code address}, {@code port} and
 * {@code netns}, which is empty for the daemon's own.
 */
final class SocketMetrics implements AutoCloseable {
    private final GateMetrics metrics;
    private final ShardGroup group;
    private final Map<UdpEndpoint, List<Series>> series = new HashMap<>();

    SocketMetrics(GateMetrics metrics, ShardGroup group) {
        this.metrics = metrics;
        this.group = group;
        refresh();
    }

    /** Registers sockets that were opened, and lets go of those that were closed. */
    void refresh() {
        List<UdpEndpoint> locals = group.sockets().getFirst().locals();
        series.entrySet().removeIf(known -> {
            boolean gone = !locals.contains(known.getKey());
            if (gone) {
                known.getValue().forEach(Series::remove);
            }
            return gone;
        });
        locals.forEach(local -> series.computeIfAbsent(local, this::register));
    }

    private List<Series> register(UdpEndpoint local) {
        List<Series> made = new ArrayList<>();
        made.add(counter(local, "received_datagrams", "Datagrams received.", UdpStatistics::receivedDatagrams));
        made.add(counter(local, "received_bytes", "Octets of the datagrams received.", UdpStatistics::receivedBytes));
        made.add(counter(local, "received_keepalives", "NAT keepalives received.", UdpStatistics::keepalives));
        made.add(counter(
                local,
                "received_not_ike",
                "Datagrams received that were neither IKE nor keepalive.",
                UdpStatistics::notIke));
        made.add(counter(
                local,
                "queue_drops",
                "Datagrams that the kernel dropped because the receive queue was full.",
                UdpStatistics::queueDrops));
        made.add(counter(
                local,
                "newcomer_queue_drops",
                "Of the datagrams dropped because the receive queue was full, requests for new IKE SAs.",
                UdpShardIo::newcomerStatistics,
                UdpStatistics::queueDrops));
        made.add(counter(local, "sent_datagrams", "Datagrams sent.", UdpStatistics::sentDatagrams));
        made.add(counter(local, "sent_bytes", "Octets of the datagrams sent.", UdpStatistics::sentBytes));
        made.add(counter(
                local, "send_failures", "Datagrams that the kernel refused to send.", UdpStatistics::sendFailures));
        made.add(counter(
                local,
                "send_queue_full",
                "Datagrams not sent because the socket was blocked.",
                UdpStatistics::sendQueueFull));
        return made;
    }

    private Series counter(UdpEndpoint local, String word, String help, ToLongFunction<UdpStatistics> value) {
        return counter(local, word, help, UdpShardIo::statistics, value);
    }

    private Series counter(
            UdpEndpoint local,
            String word,
            String help,
            BiFunction<UdpShardIo, UdpEndpoint, UdpStatistics> of,
            ToLongFunction<UdpStatistics> value) {
        Map<String, String> labels = Map.of(
                "address",
                local.address().toString(),
                "port",
                Integer.toString(local.port()),
                "netns",
                group.namespace().orElse(""));
        return metrics.counter("xfrmgate_udp_" + word + "_total", help, labels, () -> sum(local, of, value));
    }

    private long sum(
            UdpEndpoint local,
            BiFunction<UdpShardIo, UdpEndpoint, UdpStatistics> of,
            ToLongFunction<UdpStatistics> value) {
        long sum = 0;
        for (UdpShardIo io : group.sockets()) {
            sum += value.applyAsLong(of.apply(io, local));
        }
        return sum;
    }

    @Override
    public void close() {
        series.values().forEach(all -> all.forEach(Series::remove));
        series.clear();
    }
}
