package io.xfrmgate.agent.load;

import io.xfrmgate.agent.GatewayParts;
import io.xfrmgate.agent.loop.IkeSockets;
import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.agent.loop.UdpShardIo;
import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.crypto.StandardCryptoRegistry;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.eap.EapPort;
import io.xfrmgate.ike.pki.PkiPort;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.EndpointSettings;
import io.xfrmgate.ike.v2.IkeEndpoint;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Many peers of one responder, as one process: a shard whose tunnels end in nothing, or in this kernel. It sends only to the peer of the map that
 * it was given. Its methods are for one thread.
 */
public final class LoadTest implements AutoCloseable {
    private static final long STOP_WAIT_MILLIS = 5_000;
    private static final Limits NO_LIMITS =
            new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** Commands that wait for the shard; it takes some 64 in a turn. */
    private static final int MAX_QUEUED = 512;

    private final Shard shard;
    private final LoadEvents events;
    private final LoadPeerStates states;
    private final String child;
    private final Settings settings;
    private final Consumer<String> progress;

    /**
     * How to go about it.
     *
     * @param window peers that wait for an answer at once, at most
     * @param maxFailures with which a step ends
     * @param patience without any work begun or done, after which a step ends
     * @param watched whose processor time and memory the results tell
     * @param quiet no line each second
     */
    public record Settings(
            int window, int maxFailures, Duration patience, Optional<WatchedProcess> watched, boolean quiet) {}

    private LoadTest(
            Shard shard,
            LoadEvents events,
            LoadPeerStates states,
            String child,
            Settings settings,
            Consumer<String> progress) {
        this.shard = shard;
        this.events = events;
        this.states = states;
        this.child = child;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Opens ports 500 and 4500 and makes the peers; sends nothing yet.
     *
     * @param map with a peer, a local address and a Child SA; only its peer is sent to
     * @param dataPlane where the tunnels are installed; {@link AcceptAll} installs nothing
     * @param random a source for the shard
     * @param progress told a line about each second, and what went wrong
     * @throws IOException if the ports can not be had
     */
    public static LoadTest open(
            PeerConfig map,
            LoadPeers peers,
            GatewayParts.DataPlaneSource dataPlane,
            PkiPort pki,
            SecureRandom random,
            Settings settings,
            Consumer<String> progress)
            throws IOException {
        UdpShardIo io = IkeSockets.open(peers.listenAddresses(map), 1).getFirst();
        LoadEvents events = new LoadEvents();
        IkeEndpoint endpoint = new IkeEndpoint(
                new EndpointSettings(0, 1, peers.like(map), NO_LIMITS), new StandardCryptoRegistry(), random);
        dataPlane.hashPolicies(peers.policyHash());
        Shard shard = new Shard(0, endpoint, io, opened(dataPlane, io), pki, EapPort.none(), System::nanoTime, events);
        Thread.ofPlatform().name("load").daemon().start(shard);
        return new LoadTest(
                shard,
                events,
                new LoadPeerStates(peers.count()),
                map.children().getFirst().name(),
                settings,
                progress);
    }

    private static DataPlane opened(GatewayParts.DataPlaneSource source, UdpShardIo io) throws IOException {
        try {
            return source.open(0, io);
        } catch (IOException e) {
            io.close();
            throw e;
        }
    }

    /**
     * Does one step, to its end or until failures or silence end it.
     *
     * @throws IOException if the watched process is gone
     */
    public StepResult run(LoadStep step) throws IOException, InterruptedException {
        return new StepRun(this, step).run();
    }

    /** Begins some work of a peer. */
    void begin(LoadWork work, int peer) {
        CompletionStage<Boolean> begun = switch (work) {
            case SET_UP -> shard.initiate(LoadPeers.name(peer), child);
            case LIVENESS -> shard.checkLiveness(states.ikeSpi(peer));
            case CHILD_REKEY -> shard.rekeyChild(states.childSpi(peer));
            case IKE_REKEY -> shard.rekey(states.ikeSpi(peer));
            case CRASH -> shard.abandon(states.ikeSpi(peer));
            case RECONNECT, TEAR_DOWN -> shard.terminate(states.ikeSpi(peer), CloseReason.LOCAL);
            case MIX, HOLD -> throw new IllegalArgumentException(work + " is no work of one peer");
        };
        var _ = begun.whenComplete((good, error) -> {
            if (error != null || !good) {
                events.add(new LoadEvents.Event.Failed(peer, work.word() + " could not begin"));
            }
        });
    }

    boolean mayBegin() {
        return shard.queueDepth() < MAX_QUEUED;
    }

    Shard shard() {
        return shard;
    }

    LoadEvents events() {
        return events;
    }

    LoadPeerStates states() {
        return states;
    }

    Settings settings() {
        return settings;
    }

    Optional<WatchedProcess.Usage> usage() throws IOException {
        Optional<WatchedProcess> watched = settings.watched();
        return watched.isPresent() ? Optional.of(watched.get().usage()) : Optional.empty();
    }

    void tell(String line) {
        progress.accept(line);
    }

    /** Deletes what is up, for at most some seconds, and closes the ports. */
    @Override
    public void close() {
        shard.stop(STOP_WAIT_MILLIS).toCompletableFuture().join();
    }
}
