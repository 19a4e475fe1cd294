package io.xfrmgate.agent.control;

import io.xfrmgate.agent.capture.Captured;
import io.xfrmgate.agent.capture.PeerCapture;
import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code xfrmgate-capture}: streams the IKE datagrams of one peer to the client, and with {@code keys} what they are decrypted
 * with, until its time or size is reached or the client goes. For root and the daemon's own user alone.
 */
final class CaptureCommand implements ControlCommand {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureCommand.class);

    /** Captures at once. */
    static final int MAX_CAPTURES = 4;

    private static final long DEFAULT_SECONDS = 600;
    private static final long MAX_SECONDS = 3_600;
    private static final long MEGABYTE = 1024 * 1024;
    private static final long DEFAULT_MEGABYTES = 16;
    private static final long MAX_MEGABYTES = 256;

    /** How soon it is noticed that the client has gone, or that there are more shards. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private final GatewayState state;
    private final Semaphore free = new Semaphore(MAX_CAPTURES);

    CaptureCommand(GatewayState state) {
        this.state = state;
    }

    /** What is asked. */
    private record Asked(String peer, boolean keys, Duration time, long megabytes) {
        static Asked of(ViciMessage request) {
            String peer = request.text("peer")
                    .filter(p -> !p.isBlank())
                    .orElseThrow(() -> new IllegalArgumentException("whose messages? peer is missing"));
            PeerNames.demandFits(peer);
            return new Asked(
                    peer,
                    request.isYes("keys"),
                    Duration.ofSeconds(number(request, "seconds", DEFAULT_SECONDS, MAX_SECONDS)),
                    number(request, "megabytes", DEFAULT_MEGABYTES, MAX_MEGABYTES));
        }

        private static long number(ViciMessage request, String name, long otherwise, long max) {
            Optional<String> text = request.text(name);
            try {
                long asked = text.map(Long::parseLong).orElse(otherwise);
                if (asked >= 1 && asked <= max) {
                    return asked;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(name + " is no number: " + text.orElse(""), e);
            }
            throw new IllegalArgumentException(name + " has to be 1 to " + max + ": " + text.orElse(""));
        }
    }

    @Override
    public ViciMessage run(ViciMessage request, Client client) throws IOException, InterruptedException {
        if (!client.mayTakeKeys()) {
            LOG.warn("{}", LogLine.event("capture-refused").add("who", client.who()));
            return ViciMessage.failure("only root and the daemon's own user may capture; you are " + client.who());
        }
        Asked asked = Asked.of(request);
        if (!free.tryAcquire()) {
            return ViciMessage.failure(MAX_CAPTURES + " captures run already; end one of them first");
        }
        try (PeerCapture capture = new PeerCapture(
                PeerNames.traced(List.of(asked.peer())), asked.keys(), asked.megabytes() * MEGABYTE, state.clock())) {
            return new Run(asked, capture, client).stream();
        } finally {
            free.release();
        }
    }

    /** One capture. */
    private final class Run {
        private final Asked asked;
        private final PeerCapture capture;
        private final Client client;
        private final Set<Shard> told = new HashSet<>();
        private long datagrams;
        private long keys;
        private String end = "client-gone";

        Run(Asked asked, PeerCapture capture, Client client) {
            this.asked = asked;
            this.capture = capture;
            this.client = client;
        }

        ViciMessage stream() throws IOException, InterruptedException {
            tellShards();
            LOG.info(
                    "{}",
                    LogLine.event("capture-started")
                            .add("who", client.who())
                            .add("peer", asked.peer())
                            .add("keys", asked.keys())
                            .add("seconds", asked.time().toSeconds())
                            .add("megabytes", asked.megabytes()));
            try {
                end = untilEnd();
                return ViciMessage.builder()
                        .put("success", true)
                        .put("end", end)
                        .put("datagrams", datagrams)
                        .put("lost", capture.lost())
                        .put("ike-sas", keys)
                        .build();
            } finally {
                LOG.info(
                        "{}",
                        LogLine.event("capture-ended")
                                .add("who", client.who())
                                .add("peer", asked.peer())
                                .add("end", end)
                                .add("datagrams", datagrams)
                                .add("lost", capture.lost())
                                .add("ike_sas", keys));
            }
        }

        private String untilEnd() throws IOException, InterruptedException {
            long begun = System.nanoTime();
            while (true) {
                tellShards();
                Optional<Captured> next = capture.poll(LOOK);
                if (next.isPresent()) {
                    count(next.get());
                    client.stream(Captured.EVENT, next.get().message());
                } else if (capture.isFull()) {
                    return "size";
                } else {
                    client.stream(Captured.EVENT, new Captured.Alive().message());
                }
                if (System.nanoTime() - begun >= asked.time().toNanos()) {
                    return "time";
                }
            }
        }

        /** A reload may add some. */
        private void tellShards() {
            for (Shard shard : state.gateway().shards()) {
                if (told.add(shard)) {
                    shard.capture(capture);
                }
            }
        }

        private void count(Captured captured) {
            switch (captured) {
                case Captured.Datagram _ -> datagrams++;
                case Captured.Keys _ -> keys++;
                case Captured.Alive _ -> {}
            }
        }
    }
}
