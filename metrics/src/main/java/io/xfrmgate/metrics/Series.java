package io.xfrmgate.metrics;

/** One series that a supplier feeds, for as long as what it tells of exists. */
@FunctionalInterface
public interface Series {
    /** Takes the series out of the next scrape. A second call does nothing. */
    void remove();
}
