package io.xfrmgate.metrics;

import java.util.List;
import java.util.OptionalLong;

/** Child SAs for tests. */
final class Samples {
    private Samples() {}

    /** An SA with {@code packets} inbound packets of 100 octets. */
    static SaSample of(String template, int spi, long packets) {
        return sample("203.0.113.7", template, spi, packets);
    }

    static SaSample sample(String peer, String template, int spi, long packets) {
        return new SaSample(
                peer,
                template,
                "net",
                spi,
                ~spi,
                packets * 100,
                packets,
                packets * 50,
                packets / 2,
                3,
                4,
                OptionalLong.of(1_795_000_000L),
                OptionalLong.of(3000),
                OptionalLong.empty(),
                true);
    }

    /** SAs, and what should be up. */
    static SaSource source(List<SaSample> live, List<SaTunnel> configured) {
        return new SaSource() {
            @Override
            public List<SaSample> samples() {
                return live;
            }

            @Override
            public List<SaTunnel> configured() {
                return configured;
            }
        };
    }
}
