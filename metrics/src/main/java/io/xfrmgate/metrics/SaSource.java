package io.xfrmgate.metrics;

import java.util.List;

/**
 * Where the collector reads the Child SAs, once for each scrape, on a thread of the metrics server. It returns what the
 * shards have published; it must not make a shard wait.
 */
@FunctionalInterface
public interface SaSource {
    /** A snapshot, possibly some moments old, with each SA once. */
    List<SaSample> samples();

    /** The tunnels that should be up, each with one peer. They are shown as down while they have no SA. */
    default List<SaTunnel> configured() {
        return List.of();
    }
}
