package io.xfrmgate.metrics;

import java.util.function.ToLongFunction;

/** The counters of a Child SA, each exposed for the SA and summed for its template. */
enum SaCounter {
    INBOUND_BYTES("inbound_bytes", "Octets decapsulated", SaSample::inboundBytes),
    INBOUND_PACKETS("inbound_packets", "Packets decapsulated", SaSample::inboundPackets),
    OUTBOUND_BYTES("outbound_bytes", "Octets encapsulated", SaSample::outboundBytes),
    OUTBOUND_PACKETS("outbound_packets", "Packets encapsulated", SaSample::outboundPackets),
    REPLAY_DROPS("replay_drops", "Inbound packets dropped as replayed or too old", SaSample::replayDrops),
    INTEGRITY_FAILURES(
            "integrity_failures",
            "Inbound packets dropped for a wrong integrity check value",
            SaSample::integrityFailures);

    private final String word;
    private final String help;
    private final ToLongFunction<SaSample> value;

    SaCounter(String word, String help, ToLongFunction<SaSample> value) {
        this.word = word;
        this.help = help;
        this.value = value;
    }

    /** The name without {@code _total}, which the exposition adds. */
    String saName() {
        return "xfrmgate_sa_" + word;
    }

    /** The name without {@code _total}, which the exposition adds. */
    String templateName() {
        return "xfrmgate_template_" + word;
    }

    String saHelp() {
        return help + " by this tunnel's Child SAs.";
    }

    String templateHelp() {
        return help + " by all Child SAs of the template since the gateway started, closed ones included.";
    }

    long of(SaSample sample) {
        return value.applyAsLong(sample);
    }
}
