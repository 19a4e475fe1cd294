package io.xfrmgate.agent.telemetry;

import io.xfrmgate.agent.loop.UdpShardIo;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.nativeio.udp.UdpStatistics;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What the IKE sockets saw, summed over the shards; labels {@code address} and {@code port}. */
final class SocketMetrics {
    private final GateMetrics metrics;
    private final List<UdpShardIo> sockets;

    private SocketMetrics(GateMetrics metrics, List<UdpShardIo> sockets) {
        this.metrics = metrics;
        this.sockets = List.copyOf(sockets);
    }

    static void register(GateMetrics metrics, List<UdpShardIo> sockets) {
        SocketMetrics all = new SocketMetrics(metrics, sockets);
        sockets.getFirst().locals().forEach(all::register);
    }

    private void register(UdpEndpoint local) {
        counter(local, "received_datagrams", "Datagrams received.", UdpStatistics::receivedDatagrams);
        counter(local, "received_bytes", "Octets of the datagrams received.", UdpStatistics::receivedBytes);
        counter(local, "received_keepalives", "NAT keepalives received.", UdpStatistics::keepalives);
        counter(
                local,
                "received_not_ike",
                "Datagrams received that were neither IKE nor keepalive.",
                UdpStatistics::notIke);
        counter(
                local,
                "queue_drops",
                "Datagrams that the kernel dropped because the receive queue was full.",
                UdpStatistics::queueDrops);
        counter(local, "sent_datagrams", "Datagrams sent.", UdpStatistics::sentDatagrams);
        counter(local, "sent_bytes", "Octets of the datagrams sent.", UdpStatistics::sentBytes);
        counter(local, "send_failures", "Datagrams that the kernel refused to send.", UdpStatistics::sendFailures);
        counter(
                local,
                "send_queue_full",
                "Datagrams not sent because the socket was blocked.",
                UdpStatistics::sendQueueFull);
    }

    private void counter(UdpEndpoint local, String word, String help, ToLongFunction<UdpStatistics> value) {
        Map<String, String> labels =
                Map.of("address", local.address().toString(), "port", Integer.toString(local.port()));
        metrics.counter("xfrmgate_udp_" + word + "_total", help, labels, () -> sum(local, value));
    }

    private long sum(UdpEndpoint local, ToLongFunction<UdpStatistics> value) {
        long sum = 0;
        for (UdpShardIo io : sockets) {
            sum += value.applyAsLong(io.statistics(local));
        }
        return sum;
    }
}
