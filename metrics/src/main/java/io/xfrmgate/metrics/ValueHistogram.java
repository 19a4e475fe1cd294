package io.xfrmgate.metrics;

import io.micrometer.core.instrument.DistributionSummary;

/** A histogram of sizes or counts. Any thread may observe, without locks. */
public final class ValueHistogram {
    private final DistributionSummary summary;

    ValueHistogram(DistributionSummary summary) {
        this.summary = summary;
    }

    /** Takes one value; a negative one is not counted. */
    public void observe(double value) {
        summary.record(value);
    }
}
