package io.xfrmgate.metrics;

import java.util.OptionalLong;

/**
 * The values of one set of series.
 *
 * @param spis as labels, where each SA has its series; else empty
 * @param counters in the order of {@link SaCounter}; not to be written to
 */
record SaRow(
        SaTunnel tunnel,
        String spis,
        long[] counters,
        boolean up,
        OptionalLong lastUse,
        OptionalLong rekey,
        OptionalLong expiry) {

    /** One SA's, not told apart from others of its tunnel. */
    static SaRow of(SaSample sample) {
        return of(sample, "");
    }

    /** One SA's alone. */
    static SaRow withSpis(SaSample sample) {
        return of(
                sample,
                "inbound_spi=\"" + spi(sample.inboundSpi()) + "\",outbound_spi=\"" + spi(sample.outboundSpi()) + "\"");
    }

    private static SaRow of(SaSample sample, String spis) {
        SaCounter[] all = SaCounter.values();
        long[] counters = new long[all.length];
        for (SaCounter counter : all) {
            counters[counter.ordinal()] = counter.of(sample);
        }
        return new SaRow(
                SaTunnel.of(sample),
                spis,
                counters,
                sample.up(),
                sample.lastUseEpochSeconds(),
                sample.secondsToRekey(),
                sample.secondsToExpire());
    }

    /** A tunnel without SAs. */
    static SaRow down(SaTunnel tunnel) {
        return new SaRow(
                tunnel,
                "",
                new long[SaCounter.values().length],
                false,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    /** With what closed SAs counted. */
    SaRow plus(long[] more) {
        long[] sums = counters.clone();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += more[i];
        }
        return new SaRow(tunnel, spis, sums, up, lastUse, rekey, expiry);
    }

    /** With another SA of the same tunnel: of lifetimes, the longer one is the one to come. */
    SaRow plus(SaRow other) {
        return new SaRow(
                tunnel,
                spis,
                plus(other.counters).counters,
                up || other.up,
                SaTunnels.later(lastUse, other.lastUse),
                SaTunnels.later(rekey, other.rekey),
                SaTunnels.later(expiry, other.expiry));
    }

    /** As ip-xfrm(8) writes it. */
    private static String spi(int spi) {
        String digits = Integer.toHexString(spi);
        return "0x" + "0".repeat(8 - digits.length()) + digits;
    }
}
