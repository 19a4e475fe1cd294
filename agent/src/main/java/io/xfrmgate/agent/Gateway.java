package io.xfrmgate.agent;

import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.agent.loop.UdpShardIo;
import io.xfrmgate.agent.telemetry.UsageSource;
import io.xfrmgate.ike.config.ChildChange;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.CryptoGroup;
import io.xfrmgate.ike.config.ManualSa;
import io.xfrmgate.ike.config.PeerChange;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.v2.ApplyChanges;
import io.xfrmgate.ike.v2.EndpointSettings;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.v2.ReconfigureResult;
import io.xfrmgate.ike.v2.TracedPeers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A running gateway: the shards of its network namespaces, and the configuration that they run on.
 *
 * <p>With several shards in a namespace, a template is every shard's; a map that calls its peer, and so its traps, is one
 * shard's, by its name. The others answer that peer like any.
 */
public final class Gateway {
    private static final long RECONFIGURE_SECONDS = 30;

    private final GatewayParts parts;
    private final Consumer<Notice> notices;
    private final CompletableFuture<Object> anyEnded = new CompletableFuture<>();
    private volatile GatewayConfig config;
    /** In the order of the configuration, the daemon's own namespace first. */
    private volatile List<NamespaceShards> namespaces;
    /** Guards {@link #traced}, and that every shard knows it. */
    private final Object tracing = new Object();

    private TracedPeers traced = TracedPeers.NONE;

    private Gateway(
            GatewayConfig config, GatewayParts parts, Consumer<Notice> notices, List<NamespaceShards> namespaces) {
        this.config = config;
        this.parts = parts;
        this.notices = notices;
        this.namespaces = List.copyOf(namespaces);
    }

    /**
     * Opens everything and starts the shards; returns when every shard serves.
     *
     * @param notices told on the shards' threads; must not block
     * @throws StartException if that can not be; nothing is left open or installed
     */
    public static Gateway start(GatewayConfig config, GatewayParts parts, Consumer<Notice> notices)
            throws StartException {
        parts.addresses().reconfigure(config.addressing().pools());
        List<NamespaceShards> opened = new ArrayList<>();
        Gateway gateway = new Gateway(config, parts, notices, opened);
        try {
            for (Optional<String> namespace : config.namespaces()) {
                opened.add(NamespaceShards.open(namespace, config.inNamespace(namespace), parts, notices, opened));
            }
        } catch (StartException e) {
            gateway.abandon(opened);
            throw e;
        }
        gateway.namespaces = List.copyOf(opened);
        gateway.begin(opened);
        return gateway;
    }

    /** Has the shards tell of each message of some peers, and of no others; those that come later too. */
    public void trace(TracedPeers peers) {
        synchronized (tracing) {
            traced = peers;
            shards().forEach(shard -> shard.trace(peers));
        }
    }

    private void begin(List<NamespaceShards> fresh) {
        synchronized (tracing) {
            fresh.forEach(n -> n.shards().forEach(shard -> shard.trace(traced)));
        }
        for (NamespaceShards namespace : fresh) {
            namespace.start();
            namespace
                    .shards()
                    .forEach(shard -> shard.whenEnded().whenComplete((clean, error) -> {
                        if (!namespace.isStopping()) {
                            anyEnded.complete(shard);
                        }
                    }));
        }
        all(fresh.stream()
                        .flatMap(n -> n.shards().stream())
                        .map(Shard::whenStarted)
                        .toList())
                .join();
    }

    /** What was opened but shall not run: a shard that stops before its first turn closes all that it has. */
    private void abandon(List<NamespaceShards> opened) {
        for (NamespaceShards namespace : opened) {
            CompletionStage<Void> ended = namespace.stop(0);
            namespace.start();
            ended.toCompletableFuture().join();
        }
    }

    static EndpointSettings settingsOf(int shard, GatewayConfig config) {
        int shards = config.settings().shards();
        List<PeerConfig> peers = config.peers().stream()
                .map(peer -> shard == homeOf(peer.name(), config) ? peer : withoutTraps(peer))
                .toList();
        List<CryptoGroup> groups = config.groups().stream()
                .filter(group -> shard == homeOf(group.primary(), config))
                .toList();
        List<ManualSa> manual = config.manual().stream()
                .filter(sa -> shard == homeOf(sa.name(), config))
                .toList();
        return new EndpointSettings(
                shard, shards, peers, groups, manual, config.settings().limits());
    }

    /** The shard whose a map or a manual SA is: both maps of a group are where the primary one is. */
    static int homeOf(String name, GatewayConfig config) {
        String leader = config.groups().stream()
                .filter(group -> group.secondary().equals(name))
                .map(CryptoGroup::primary)
                .findFirst()
                .orElse(name);
        return homeOf(leader, config.settings().shards());
    }

    /** The shard that calls the peer of a map. */
    static int homeOf(String config, int shards) {
        return config.hashCode() & (shards - 1);
    }

    private static PeerConfig withoutTraps(PeerConfig peer) {
        return peer.withChildren(
                peer.children().stream().map(child -> child.withTrap(false)).toList());
    }

    // ---- what runs -------------------------------------------------------------------------------------------------

    /** What it runs on now. */
    public GatewayConfig config() {
        return config;
    }

    /** Of all namespaces, in each in order of their numbers. */
    public List<Shard> shards() {
        return namespaces.stream().flatMap(n -> n.shards().stream()).toList();
    }

    /** The sockets of each shard, in the same order; for their statistics only. */
    public List<UdpShardIo> sockets() {
        return namespaces.stream().flatMap(n -> n.sockets().stream()).toList();
    }

    /** The shards by network namespace; empty is the daemon's own. */
    List<NamespaceShards> namespaces() {
        return namespaces;
    }

    /**
     * A network namespace that the gateway works in.
     *
     * @param name empty for the daemon's own
     * @param usage reads its kernel's tables, as long as the gateway works there
     */
    public record Namespace(Optional<String> name, List<Shard> shards, UsageSource usage) {
        public Namespace {
            shards = List.copyOf(shards);
        }
    }

    /** Where it works now, the daemon's own namespace first. */
    public List<Namespace> places() {
        return namespaces.stream().map(NamespaceShards::view).toList();
    }

    /** Brings up a Child SA of a map, on the shard whose it is; see {@link io.xfrmgate.ike.v2.IkeEndpoint#initiate}. */
    public CompletionStage<Boolean> initiate(String peer, String child) {
        Optional<String> home = config.placement().namespaceOf(peer);
        return namespaces.stream()
                .filter(n -> n.namespace().equals(home))
                .map(n -> n.shards().get(homeOf(peer, config)))
                .findFirst()
                .map(shard -> shard.initiate(peer, child))
                .orElseGet(() -> CompletableFuture.completedStage(false));
    }

    /** Calls the peers of the maps with auto-start. */
    void callPeers(List<PeerConfig> peers) {
        for (PeerConfig peer : peers) {
            call(peer, ChildConfig::start);
        }
    }

    private void call(PeerConfig peer, Predicate<ChildConfig> which) {
        if (peer.remote().isPresent()) {
            peer.children().stream().filter(which).forEach(child -> initiate(peer.name(), child.name()));
        }
    }

    /** Whether every shard has turned within {@code nanos}. */
    public boolean isTurning(long nanos) {
        long now = System.nanoTime();
        return shards().stream().allMatch(shard -> now - shard.duty().lastTurnNanos() <= nanos);
    }

    // ---- another configuration -------------------------------------------------------------------------------------

    /**
     * Takes another configuration; what did not change never notices.
     *
     * @param next for as many shards as run
     * @return what it did to the SAs
     * @throws StartException if a socket or a namespace that it needs can not be had: then nothing has changed
     */
    public synchronized ReconfigureResult reconfigure(GatewayConfig next, ApplyChanges when) throws StartException {
        GatewayConfig before = config;
        Map<Optional<String>, NamespaceShards> running = new LinkedHashMap<>();
        namespaces.forEach(n -> running.put(n.namespace(), n));
        Map<NamespaceShards, NamespaceShards.Prepared> prepared = new LinkedHashMap<>();
        List<NamespaceShards> fresh = new ArrayList<>();
        List<NamespaceShards> after = new ArrayList<>();
        try {
            for (Optional<String> namespace : next.namespaces()) {
                GatewayConfig part = next.inNamespace(namespace);
                NamespaceShards there = running.remove(namespace);
                if (there == null) {
                    List<NamespaceShards> others = new ArrayList<>(namespaces);
                    others.addAll(fresh);
                    there = NamespaceShards.open(namespace, part, parts, notices, others);
                    fresh.add(there);
                } else {
                    prepared.put(there, there.prepare(part));
                }
                after.add(there);
            }
        } catch (StartException e) {
            prepared.values().forEach(NamespaceShards.Prepared::close);
            abandon(fresh);
            throw e;
        }
        parts.addresses().reconfigure(next.addressing().pools());
        // What moves from one namespace to another leaves the one before it comes up in the other.
        List<CompletionStage<Void>> gone = running.values().stream()
                .map(n -> n.stop(Daemon.STOP_WAIT.toMillis()))
                .toList();
        CompletableFuture<ReconfigureResult> result = CompletableFuture.completedFuture(ReconfigureResult.NONE);
        for (Map.Entry<NamespaceShards, NamespaceShards.Prepared> entry : prepared.entrySet()) {
            GatewayConfig part = next.inNamespace(entry.getKey().namespace());
            result = result.thenCombine(
                    entry.getKey().reconfigure(part, entry.getValue(), when), ReconfigureResult::plus);
        }
        config = next;
        namespaces = List.copyOf(after);
        begin(fresh);
        ReconfigureResult done =
                result.orTimeout(RECONFIGURE_SECONDS, TimeUnit.SECONDS).join();
        all(gone).join();
        callNew(before, next);
        return done;
    }

    /** What is to be brought up by itself, and was not before. */
    private void callNew(GatewayConfig before, GatewayConfig after) {
        Map<String, PeerConfig> known = new HashMap<>();
        before.peers().forEach(peer -> known.put(peer.name(), peer));
        for (PeerConfig peer : after.peers()) {
            PeerConfig old = known.get(peer.name());
            boolean moved = !before.placement()
                    .namespaceOf(peer.name())
                    .equals(after.placement().namespaceOf(peer.name()));
            if (old == null || moved) {
                call(peer, ChildConfig::start);
            } else {
                PeerChange.between(old, peer).children().stream()
                        .filter(ChildChange::startsNow)
                        .forEach(child -> initiate(peer.name(), child.name()));
            }
        }
    }

    /** Closes sockets that the configuration does not have any more, once their last IKE SA has ended. */
    public synchronized void releaseUnused() {
        namespaces.forEach(NamespaceShards::releaseUnused);
    }

    // ---- end -------------------------------------------------------------------------------------------------------

    /**
     * Deletes all SAs at the peers, removes what was put into the kernel, closes the sockets.
     *
     * @param waitMillis for the peers' answers
     * @return completes when every shard has ended
     */
    public CompletionStage<Void> stop(long waitMillis) {
        return all(namespaces.stream().map(n -> n.stop(waitMillis)).toList()).minimalCompletionStage();
    }

    /** Completes when some shard has ended unasked: something is badly wrong. */
    public CompletionStage<Object> whenAnyEnded() {
        return anyEnded.minimalCompletionStage();
    }

    static CompletableFuture<Void> all(List<? extends CompletionStage<?>> stages) {
        return CompletableFuture.allOf(
                stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new));
    }
}
