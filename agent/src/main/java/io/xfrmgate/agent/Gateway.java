package io.xfrmgate.agent;

import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.loop.IkeSockets;
import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.agent.loop.UdpShardIo;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.v2.EndpointSettings;
import io.xfrmgate.ike.v2.IkeEndpoint;
import io.xfrmgate.ike.v2.Notice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A running gateway: its shards, put together. This is the one place where sockets, core and data plane meet.
 *
 * <p>With several shards, a template is every shard's; a map that calls its peer, and so its traps, is one shard's, by its
 * name. The others answer that peer like any.
 */
public final class Gateway {
    private final List<Shard> shards;
    private final List<UdpShardIo> sockets;
    private final CompletableFuture<Void> ended;

    private Gateway(List<Shard> shards, List<UdpShardIo> sockets) {
        this.shards = List.copyOf(shards);
        this.sockets = List.copyOf(sockets);
        this.ended = all(shards.stream().map(Shard::whenEnded).toList());
    }

    /**
     * Opens everything and starts the shards; returns when every shard serves.
     *
     * @param notices told on the shards' threads; must not block
     * @throws StartException if that can not be; nothing is left open or installed
     */
    public static Gateway start(GatewayConfig config, GatewayParts parts, Consumer<Notice> notices)
            throws StartException {
        Gateway gateway = open(config, parts, notices);
        for (Shard shard : gateway.shards) {
            // No thread inherits what the starter's has, and the JVM may end without them.
            Thread.ofPlatform().name("shard-" + shard.number()).daemon().start(shard);
        }
        all(gateway.shards.stream().map(Shard::whenStarted).toList()).join();
        return gateway;
    }

    private static Gateway open(GatewayConfig config, GatewayParts parts, Consumer<Notice> notices)
            throws StartException {
        int shardCount = config.settings().shards();
        List<UdpShardIo> sockets;
        try {
            sockets = IkeSockets.open(listenAddresses(config), shardCount);
        } catch (IOException e) {
            throw StartException.of("Can not open the IKE sockets", e);
        }
        List<DataPlane> dataPlanes = new ArrayList<>();
        try {
            for (int shard = 0; shard < shardCount; shard++) {
                dataPlanes.add(parts.dataPlane().open(shard, sockets.get(shard)));
            }
        } catch (IOException e) {
            dataPlanes.forEach(DataPlane::close);
            sockets.forEach(UdpShardIo::close);
            throw StartException.of("Can not use the kernel's IPsec tables", e);
        }
        List<Shard> shards = new ArrayList<>();
        for (int number = 0; number < shardCount; number++) {
            IkeEndpoint endpoint = new IkeEndpoint(
                    settingsOf(number, config),
                    parts.crypto().get(),
                    parts.random().get());
            shards.add(new Shard(
                    number,
                    endpoint,
                    sockets.get(number),
                    dataPlanes.get(number),
                    parts.pki(),
                    System::nanoTime,
                    notices));
        }
        return new Gateway(shards, sockets);
    }

    /** Of maps and services; none, which is all, where one of them listens everywhere. */
    private static List<IpAddress> listenAddresses(GatewayConfig config) {
        boolean everywhere =
                config.peers().stream().anyMatch(peer -> peer.localAddresses().isEmpty());
        return everywhere ? List.of() : List.copyOf(config.listenAddresses());
    }

    static EndpointSettings settingsOf(int shard, GatewayConfig config) {
        int shards = config.settings().shards();
        List<PeerConfig> peers = config.peers().stream()
                .map(peer -> shard == homeOf(peer.name(), shards) ? peer : withoutTraps(peer))
                .toList();
        return new EndpointSettings(shard, shards, peers, config.settings().limits());
    }

    /** The shard that calls the peer of a map. */
    static int homeOf(String config, int shards) {
        return config.hashCode() & (shards - 1);
    }

    private static PeerConfig withoutTraps(PeerConfig peer) {
        return peer.withChildren(
                peer.children().stream().map(child -> child.withTrap(false)).toList());
    }

    /** In order of their numbers. */
    public List<Shard> shards() {
        return shards;
    }

    /** The sockets of each shard, in the same order; for their statistics only. */
    public List<UdpShardIo> sockets() {
        return sockets;
    }

    /** Brings up a Child SA of a map, on the shard whose it is; see {@link IkeEndpoint#initiate}. */
    public CompletionStage<Boolean> initiate(String config, String child) {
        return shards.get(homeOf(config, shards.size())).initiate(config, child);
    }

    /** Calls the peers of the maps with auto-start. */
    void callPeers(List<PeerConfig> peers) {
        for (PeerConfig peer : peers) {
            if (peer.remote().isPresent()) {
                peer.children().stream()
                        .filter(ChildConfig::start)
                        .forEach(child -> initiate(peer.name(), child.name()));
            }
        }
    }

    /** Whether every shard has turned within {@code nanos}. */
    public boolean isTurning(long nanos) {
        long now = System.nanoTime();
        return shards.stream().allMatch(shard -> now - shard.duty().lastTurnNanos() <= nanos);
    }

    /**
     * Deletes all SAs at the peers, removes what was put into the kernel, closes the sockets.
     *
     * @param waitMillis for the peers' answers
     * @return {@link #whenEnded}
     */
    public CompletionStage<Void> stop(long waitMillis) {
        shards.forEach(shard -> shard.stop(waitMillis));
        return whenEnded();
    }

    /** Completes when every shard has ended. */
    public CompletionStage<Void> whenEnded() {
        return ended.minimalCompletionStage();
    }

    /** Completes when some shard has ended: unless {@link #stop} was called, something is badly wrong. */
    public CompletionStage<Object> whenAnyEnded() {
        return CompletableFuture.anyOf(
                shards.stream().map(s -> s.whenEnded().toCompletableFuture()).toArray(CompletableFuture<?>[]::new));
    }

    private static CompletableFuture<Void> all(List<? extends CompletionStage<?>> stages) {
        return CompletableFuture.allOf(
                stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new));
    }
}
