package io.xfrmgate.agent.control;

import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.agent.vici.ViciMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
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
    /** Whether a thread waits for the next end. */
    private boolean waiting;

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
                awaitEnds();
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

    /** Has one thread end what is over, as long as there is anything to end. */
    private void awaitEnds() {
        if (waiting) {
            notifyAll(); // the new one may be the next to end
        } else {
            waiting = true;
            Thread.ofVirtual().name("debug-end").start(this::endWhatIsOver);
        }
    }

    private synchronized void endWhatIsOver() {
        try {
            Optional<Instant> next = next();
            while (next.isPresent()) {
                wait(Math.max(
                        1, Duration.between(state.clock().instant(), next.get()).toMillis() + 1));
                next = next();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting = false;
        }
    }

    /** The next end, after those that are over. */
    private Optional<Instant> next() {
        expire();
        return watched.values().stream().min(Comparator.naturalOrder());
    }

    private void expire() {
        Instant now = state.clock().instant();
        if (watched.values().removeIf(end -> !end.isAfter(now))) {
            tellShards();
        }
    }

    private void tellShards() {
        state.gateway().trace(PeerNames.traced(watched.keySet()));
    }
}
