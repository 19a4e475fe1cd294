package io.xfrmgate.agent.control;

import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the daemon is and what is configured: version, stats, list-conns, get-algorithms. */
final class InformationCommands {
    static final String LIST_CONN = "list-conn";

    private static final DateTimeFormatter SINCE =
            DateTimeFormatter.ofPattern("MMM dd HH:mm:ss yyyy", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final GatewayState state;

    InformationCommands(GatewayState state) {
        this.state = state;
    }

    ViciMessage version(ViciMessage request, ControlCommand.Client client) {
        return ViciMessage.builder()
                .put("daemon", "xfrmgate")
                .put("version", state.version())
                .put("sysname", System.getProperty("os.name"))
                .put("release", System.getProperty("os.version"))
                .put("machine", System.getProperty("os.arch"))
                .build();
    }

    /** VICI's fields; workers are the shards, and a shard that is in a turn is one that works. */
    ViciMessage stats(ViciMessage request, ControlCommand.Client client) {
        List<Shard> shards = state.gateway().shards();
        int waiting = shards.stream().mapToInt(Shard::queueDepth).sum();
        int established = shards.stream().mapToInt(Shard::established).sum();
        int halfOpen = shards.stream().mapToInt(Shard::halfOpen).sum();
        Duration running = Duration.between(state.startedAt(), state.clock().instant());
        Runtime memory = Runtime.getRuntime();
        return ViciMessage.builder()
                .section(
                        "uptime",
                        uptime -> uptime.put("running", text(running)).put("since", SINCE.format(state.startedAt())))
                .section(
                        "workers",
                        workers -> workers.put("total", shards.size())
                                .put("idle", shards.size())
                                .section("active", InformationCommands::noPriorities))
                .section("queues", queues -> noPriorities(queues).put("medium", waiting))
                .put("scheduled", 0)
                .section(
                        "ikesas",
                        sas -> sas.put("total", established + halfOpen).put("half-open", halfOpen))
                .section(
                        "mem",
                        mem -> mem.put("total", memory.totalMemory() - memory.freeMemory())
                                .put("allocs", 0))
                .put("failures", state.failures().total())
                .list("plugins", List.of())
                .build();
    }

    private static ViciMessage.Builder noPriorities(ViciMessage.Builder into) {
        return into.put("critical", 0).put("high", 0).put("medium", 0).put("low", 0);
    }

    static String text(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + " days, " + duration.toHoursPart() + " hours";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + " hours, " + duration.toMinutesPart() + " minutes";
        }
        return duration.toMinutes() > 0
                ? duration.toMinutes() + " minutes, " + duration.toSecondsPart() + " seconds"
                : duration.toSeconds() + " seconds";
    }

    ViciMessage listConnections(ViciMessage request, ControlCommand.Client client) throws IOException {
        Optional<String> wanted = request.text("ike");
        for (PeerConfig peer : state.config().get().peers()) {
            if (wanted.filter(name -> !name.equals(peer.name())).isEmpty()) {
                client.stream(
                        LIST_CONN,
                        ViciMessage.builder()
                                .section(peer.name(), ConnectionMessages.of(peer))
                                .build());
            }
        }
        return ViciMessage.EMPTY;
    }

    ViciMessage connections(ViciMessage request, ControlCommand.Client client) {
        return ViciMessage.builder()
                .list(
                        "conns",
                        state.config().get().peers().stream()
                                .map(PeerConfig::name)
                                .toList())
                .build();
    }

    ViciMessage algorithms(ViciMessage request, ControlCommand.Client client) {
        return ViciMessage.builder()
                .section("encryption", section -> {
                    for (EncryptionAlgorithm algorithm : EncryptionAlgorithm.values()) {
                        if (!algorithm.isAead()) {
                            section.put(AlgorithmNames.name(algorithm), "xfrmgate");
                        }
                    }
                })
                .section("aead", section -> {
                    for (EncryptionAlgorithm algorithm : EncryptionAlgorithm.values()) {
                        if (algorithm.isAead()) {
                            section.put(AlgorithmNames.name(algorithm), "xfrmgate");
                        }
                    }
                })
                .section("integrity", section -> {
                    for (IntegrityAlgorithm algorithm : IntegrityAlgorithm.values()) {
                        if (algorithm != IntegrityAlgorithm.NONE) {
                            section.put(AlgorithmNames.name(algorithm), "xfrmgate");
                        }
                    }
                })
                .section("prf", section -> {
                    for (PrfAlgorithm algorithm : PrfAlgorithm.values()) {
                        section.put(AlgorithmNames.name(algorithm), "xfrmgate");
                    }
                })
                .section("ke", section -> {
                    for (KeyExchangeGroup group : KeyExchangeGroup.values()) {
                        if (group != KeyExchangeGroup.NONE) {
                            section.put(AlgorithmNames.name(group), "xfrmgate");
                        }
                    }
                })
                .build();
    }
}
