package io.xfrmgate.metrics;

/**
 * What the series of Child SAs are kept by, so that they go on when an SA is rekeyed and its SPIs change.
 *
 * @param peer the peer's identity or address, as the operator knows it
 * @param template the crypto template or map
 * @param child the Child SA's name in the configuration
 */
public record SaTunnel(String peer, String template, String child) {
    static SaTunnel of(SaSample sample) {
        return new SaTunnel(sample.peer(), sample.template(), sample.child());
    }
}
