package io.xfrmgate.agent.control;

import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.v2.TracedPeers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code xfrmgate-debug}: has the messages of a peer logged for a while, without a restart. What is watched ends by itself, so
 * that nobody's night leaves a log that fills for weeks.
 */
final class DebugCommands {
    private static final Logger LOG = LoggerFactory.getLogger(DebugCommands.class);

    /** Peers watched at once. */
    static final int MAX_PEERS = 64;

    static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration DEFAULT = Duration.ofMinutes(10);

    private final GatewayState state;
    /** Ends, by address or identity. */
    private final Map<String, Instant> watched = new TreeMap<>();

    DebugCommands(GatewayState state) {
        this.state = state;
    }

    /** With {@code peer} (address or identity) watches it for {@code seconds}, or not any more with {@code off}; lists all. */
    synchronized ViciMessage debug(ViciMessage request, ControlCommand.Client client) {
        Optional<String> peer = request.text("peer").filter(p -> !p.isBlank());
        expire();
        peer.ifPresent(PeerNames::demandFits);
        if (peer.isPresent()) {
            Duration time = duration(request);
            boolean off = request.isYes("off");
            LOG.info(
                    "{}",
                    LogLine.event("control-command")
                            .add("command", "debug")
                            .add("who", client.who())
                            .add("peer", peer.get())
                            .add("off", off)
                            .add("seconds", time.toSeconds()));
            if (off && watched.remove(peer.get()) == null) {
                return ViciMessage.failure("'" + peer.get() + "' is not watched");
            }
            if (!off) {
                if (watched.size() >= MAX_PEERS && !watched.containsKey(peer.get())) {
                    return ViciMessage.failure(MAX_PEERS + " peers are watched already; end one of them first");
                }
                watched.put(peer.get(), state.clock().instant().plus(time));
                Thread.ofVirtual().name("debug-end").start(() -> awaitEnd(peer.get()));
            }
            tellShards();
        }
        ViciMessage.Builder answer = ViciMessage.builder().put("success", true);
        Instant now = state.clock().instant();
        watched.forEach((name, end) -> answer.section(
                name, s -> s.put("seconds-left", Duration.between(now, end).toSeconds())));
        return answer.build();
    }

    private static Duration duration(ViciMessage request) {
        String text = request.text("seconds").orElse(Long.toString(DEFAULT.toSeconds()));
        try {
            Duration asked = Duration.ofSeconds(Long.parseLong(text));
            if (asked.isPositive() && asked.compareTo(LONGEST) <= 0) {
                return asked;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("seconds is no number: " + text, e);
        }
        throw new IllegalArgumentException("seconds has to be 1 to " + LONGEST.toSeconds() + ": " + text);
    }

    /** Sleeps until its end, and again where the clock was set back meanwhile. */
    private void awaitEnd(String peer) {
        try {
            Optional<Duration> left = left(peer);
            while (left.isPresent()) {
                Thread.sleep(left.get());
                left = left(peer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Optional<Duration> left(String peer) {
        expire();
        return Optional.ofNullable(watched.get(peer))
                .map(end -> Duration.between(state.clock().instant(), end).plusMillis(1));
    }

    private void expire() {
        Instant now = state.clock().instant();
        if (watched.values().removeIf(end -> !end.isAfter(now))) {
            tellShards();
        }
    }

    private void tellShards() {
        TracedPeers peers = PeerNames.traced(watched.keySet());
        for (Shard shard : state.gateway().shards()) {
            shard.trace(peers);
        }
    }
}
