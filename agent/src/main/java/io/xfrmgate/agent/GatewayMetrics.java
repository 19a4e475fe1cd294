package io.xfrmgate.agent;

import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.agent.telemetry.ShardGroup;
import io.xfrmgate.agent.telemetry.Telemetry;
import io.xfrmgate.agent.telemetry.UsageSource;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.metrics.SaTunnel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the metrics in step with the namespaces, sockets, templates and maps of the gateway. */
final class GatewayMetrics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayMetrics.class);

    private final Telemetry telemetry;
    private final Gateway gateway;
    private final GatewayParts.UsageOpener usage;

    GatewayMetrics(Telemetry telemetry, Gateway gateway, GatewayParts.UsageOpener usage) {
        this.telemetry = telemetry;
        this.gateway = gateway;
        this.usage = usage;
    }

    /** Measures what is there now. */
    synchronized void follow() {
        Set<Optional<String>> gone = new HashSet<>(telemetry.namespaces());
        for (NamespaceShards shards : gateway.namespaces()) {
            if (!gone.remove(shards.namespace())) {
                add(shards);
            }
        }
        gone.forEach(telemetry::remove);
        telemetry.refresh(templates(gateway.config()), tunnels(gateway.config()));
    }

    private void add(NamespaceShards shards) {
        try {
            UsageSource opened = Namespaces.call(shards.namespace(), usage::open);
            try {
                telemetry.add(new ShardGroup(shards.namespace(), shards.shards(), shards.sockets(), opened));
            } catch (IOException e) {
                opened.close();
                throw e;
            }
        } catch (IOException e) {
            // Asked again at the next turn; traffic goes on without its metrics.
            LOG.error(
                    "{}",
                    LogLine.event("namespace-not-measured")
                            .add("netns", shards.namespace().orElse(""))
                            .add("error", e));
        }
    }

    private static List<Telemetry.Template> templates(GatewayConfig config) {
        List<Telemetry.Template> templates = new ArrayList<>();
        config.peers()
                .forEach(peer -> templates.add(new Telemetry.Template(
                        peer.name(),
                        config.placement().contextOf(peer.name()).orElse(""),
                        config.placement().namespaceOf(peer.name()).orElse(""))));
        return templates;
    }

    /** Those of maps: whom a template serves is not known before he comes. */
    private static List<SaTunnel> tunnels(GatewayConfig config) {
        List<SaTunnel> tunnels = new ArrayList<>();
        for (PeerConfig peer : config.peers()) {
            peer.remote().ifPresent(remote -> {
                List<Identification> identities = peer.authentication().remoteIds();
                String name = identities.isEmpty()
                        ? remote.toString()
                        : identities.getFirst().toString();
                peer.children().forEach(child -> tunnels.add(new SaTunnel(name, peer.name(), child.name())));
            });
        }
        return tunnels;
    }

    @Override
    public void close() {
        telemetry.close();
    }
}
