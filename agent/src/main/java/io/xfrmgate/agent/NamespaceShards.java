package io.xfrmgate.agent;

import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.config.PolicyHash;
import io.xfrmgate.agent.loop.IkeSockets;
import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.agent.loop.UdpShardIo;
import io.xfrmgate.agent.route.AddressRoutes;
import io.xfrmgate.agent.telemetry.UsageSource;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.v2.ApplyChanges;
import io.xfrmgate.ike.v2.IkeEndpoint;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.v2.ReconfigureResult;
import io.xfrmgate.nativeio.netns.NetworkNamespace;
import io.xfrmgate.nativeio.udp.SteeredSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shards of one network namespace. Each namespace has its own: sockets, netlink sockets, policy table and endpoints, so
 * that equal addresses in two of them never meet. A shard without work turns once a second and costs a thread's stack, so a
 * few dozen namespaces are cheap; nothing is shared between them, so none can hold up another.
 *
 * <p>Changes are made by one thread at a time.
 */
final class NamespaceShards {
    private static final Logger LOG = LoggerFactory.getLogger(NamespaceShards.class);
    private static final Path THREADS_NAMESPACE = Path.of("/proc/thread-self/ns/net");

    private final Optional<String> namespace;
    private final List<Shard> shards;
    private final List<UdpShardIo> sockets;
    private final AddressRoutes routes;
    /** For the control socket's clients; the metrics have one of their own, so that neither waits for the other. */
    private final UsageSource usage;
    /** What the kernel knows the namespace by. */
    private final String identity;
    /** Where it listens. */
    private final Set<IpAddress> open;
    /** Those of them that the configuration does not have any more: open until their last IKE SA has ended. */
    private final Set<IpAddress> retiring = new LinkedHashSet<>();

    private final GatewayParts.DataPlaneSource kernel;
    private PolicyHash hash;

    private volatile boolean stopping;

    private NamespaceShards(
            Optional<String> namespace,
            String identity,
            List<Shard> shards,
            List<UdpShardIo> sockets,
            AddressRoutes routes,
            UsageSource usage,
            Set<IpAddress> open,
            GatewayParts.DataPlaneSource kernel,
            PolicyHash hash) {
        this.namespace = namespace;
        this.identity = identity;
        this.shards = List.copyOf(shards);
        this.sockets = List.copyOf(sockets);
        this.routes = routes;
        this.usage = usage;
        this.open = new LinkedHashSet<>(open);
        this.kernel = kernel;
        this.hash = hash;
    }

    /**
     * Opens everything in the namespace.
     *
     * @param config the part of it that lives there
     * @param others that run, or shall
     */
    static NamespaceShards open(
            Optional<String> namespace,
            GatewayConfig config,
            GatewayParts parts,
            Consumer<Notice> notices,
            Collection<NamespaceShards> others)
            throws StartException {
        String identity = inside(
                namespace,
                "Can not tell the network namespace",
                () -> Files.readSymbolicLink(THREADS_NAMESPACE).toString());
        for (NamespaceShards other : others) {
            if (other.identity.equals(identity)) {
                throw new StartException("Two names for one network namespace: "
                        + namespace.orElse("the daemon's own") + " is "
                        + other.namespace.orElse("the daemon's own") + ". Give it one name in all contexts"
                        + " (none for the daemon's own).");
            }
        }
        int count = config.settings().shards();
        Set<IpAddress> addresses = listenAddresses(config);
        List<UdpShardIo> sockets =
                inside(namespace, "Can not open the IKE sockets", () -> IkeSockets.open(List.copyOf(addresses), count));
        List<DataPlane> dataPlanes = new ArrayList<>();
        AddressRoutes routes;
        Optional<UsageSource> usage = Optional.empty();
        try {
            inside(namespace, "Can not use the kernel's IPsec tables", () -> {
                GatewayParts.DataPlaneSource source = parts.dataPlane().forNamespace();
                source.hashPolicies(config.policyHash(namespace));
                for (int shard = 0; shard < count; shard++) {
                    dataPlanes.add(source.open(shard, sockets.get(shard)));
                }
                return dataPlanes;
            });
            usage = Optional.of(inside(
                    namespace,
                    "Can not read the kernel's IPsec tables",
                    () -> parts.usage().open()));
            routes = inside(
                    namespace,
                    "Can not use the kernel's routes",
                    () -> AddressRoutes.start(config.addressing()::isRouted));
        } catch (StartException e) {
            usage.ifPresent(UsageSource::close);
            dataPlanes.forEach(DataPlane::close);
            sockets.forEach(UdpShardIo::close);
            throw e;
        }
        List<Shard> shards = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            IkeEndpoint endpoint = new IkeEndpoint(
                    Gateway.settingsOf(number, config),
                    parts.crypto().get(),
                    parts.random().get(),
                    parts.addresses());
            shards.add(new Shard(
                    number,
                    endpoint,
                    sockets.get(number),
                    dataPlanes.get(number),
                    parts.pki(),
                    parts.eap(),
                    System::nanoTime,
                    notices.andThen(routes)));
        }
        Shard.join(shards);
        return new NamespaceShards(
                namespace,
                identity,
                shards,
                sockets,
                routes,
                usage.get(),
                addresses,
                parts.dataPlane(),
                config.policyHash(namespace));
    }

    private static <T> T inside(Optional<String> namespace, String failing, NetworkNamespace.Work<T, IOException> work)
            throws StartException {
        try {
            return Namespaces.call(namespace, work);
        } catch (IOException e) {
            String where = namespace.map(n -> " in network namespace " + n).orElse("");
            throw StartException.of(failing + where, e);
        }
    }

    /** Of maps and services; every address where one of them listens everywhere. */
    private static Set<IpAddress> listenAddresses(GatewayConfig config) {
        boolean everywhere =
                config.peers().stream().anyMatch(peer -> peer.localAddresses().isEmpty());
        return everywhere
                ? new LinkedHashSet<>(List.of(IpAddress.any(false), IpAddress.any(true)))
                : config.listenAddresses();
    }

    /** Starts the shards' threads. */
    void start() {
        for (Shard shard : shards) {
            String name = "shard-" + namespace.map(n -> n + "-").orElse("") + shard.number();
            // No thread inherits what the starter's has, and the JVM may end without them.
            Thread.ofPlatform().name(name).daemon().start(shard);
        }
    }

    // ---- another configuration -------------------------------------------------------------------------------------

    /**
     * Sockets that another configuration needs; to be given to {@link #reconfigure}, or closed.
     *
     * @param sockets of each shard
     */
    record Prepared(Set<IpAddress> addresses, List<List<SteeredSockets>> sockets) {
        void close() {
            sockets.forEach(all -> all.forEach(SteeredSockets::close));
        }
    }

    /** Opens what another configuration needs; nothing changes yet. */
    Prepared prepare(GatewayConfig next) throws StartException {
        Set<IpAddress> more = new LinkedHashSet<>(listenAddresses(next));
        more.removeAll(open);
        return new Prepared(
                more,
                inside(
                        namespace,
                        "Can not open the IKE sockets",
                        () -> IkeSockets.openSockets(List.copyOf(more), shards.size())));
    }

    /** Gives every shard its part of another configuration. */
    CompletableFuture<ReconfigureResult> reconfigure(GatewayConfig next, Prepared prepared, ApplyChanges when) {
        routes.follow(next.addressing()::isRouted);
        rehash(next.policyHash(namespace));
        Set<IpAddress> wanted = listenAddresses(next);
        open.addAll(prepared.addresses());
        retiring.clear();
        open.stream().filter(address -> !wanted.contains(address)).forEach(retiring::add);
        CompletableFuture<ReconfigureResult> all = CompletableFuture.completedFuture(ReconfigureResult.NONE);
        for (Shard shard : shards) {
            UdpShardIo io = sockets.get(shard.number());
            List<SteeredSockets> more = prepared.sockets().get(shard.number());
            CompletionStage<ReconfigureResult> one =
                    shard.reconfigure(Gateway.settingsOf(shard.number(), next), when, () -> io.add(more));
            all = all.thenCombine(one, ReconfigureResult::plus);
        }
        return all;
    }

    private void rehash(PolicyHash next) {
        if (next.equals(hash)) {
            return;
        }
        try {
            Namespaces.call(namespace, () -> {
                kernel.hashPolicies(next);
                return next;
            });
            hash = next;
        } catch (IOException e) {
            LOG.warn("the policies' hash thresholds stay as they are: {}", e.getMessage());
        }
    }

    /** Closes the sockets of addresses that the configuration does not have any more, once nothing uses them. */
    void releaseUnused() {
        for (IpAddress address : Set.copyOf(retiring)) {
            boolean used = shards.stream().map(shard -> shard.isUsed(address).toCompletableFuture()).toList().stream()
                    .anyMatch(NamespaceShards::isTrueOrUnknown);
            if (!used) {
                retiring.remove(address);
                open.remove(address);
                for (Shard shard : shards) {
                    UdpShardIo io = sockets.get(shard.number());
                    var _ = shard.work(() -> io.remove(address));
                }
            }
        }
    }

    private static boolean isTrueOrUnknown(CompletableFuture<Boolean> answer) {
        return answer.handle((used, error) -> error != null || used)
                .completeOnTimeout(true, 1, TimeUnit.SECONDS)
                .join();
    }

    // ---- end -------------------------------------------------------------------------------------------------------

    CompletionStage<Void> stop(long waitMillis) {
        stopping = true;
        shards.forEach(shard -> shard.stop(waitMillis));
        return Gateway.all(shards.stream().map(Shard::whenEnded).toList()).thenRun(() -> {
            routes.close();
            usage.close();
        });
    }

    boolean isStopping() {
        return stopping;
    }

    Optional<String> namespace() {
        return namespace;
    }

    List<Shard> shards() {
        return shards;
    }

    Gateway.Namespace view() {
        return new Gateway.Namespace(namespace, shards, usage);
    }

    List<UdpShardIo> sockets() {
        return sockets;
    }
}
