package io.xfrmgate.ike.dataplane;

/** What became of a {@link DataPlaneRequest}. */
public sealed interface DataPlaneAnswer {

    /** Done, in full. */
    record Done() implements DataPlaneAnswer {}

    /** Counters, for {@link DataPlaneRequest.QueryUsage}. */
    record Usage(SaUsage inbound, SaUsage outbound) implements DataPlaneAnswer {}

    /**
     * Refused; nothing of the request is in the tables.
     *
     * @param errno the kernel's, positive
     * @param text the kernel's own words and the attribute that it names, for the log
     * @param spiInUse the inbound SPI is taken: draw another
     */
    record Refused(int errno, String text, boolean spiInUse) implements DataPlaneAnswer {}

    /**
     * Counters of one state.
     *
     * @param lastUseEpochSecond 0 if never used
     */
    record SaUsage(long bytes, long packets, long replayDrops, long integrityFailures, long lastUseEpochSecond) {}
}
