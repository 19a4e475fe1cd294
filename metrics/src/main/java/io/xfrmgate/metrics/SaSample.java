package io.xfrmgate.metrics;

import java.util.OptionalLong;

/**
 * What is known of one Child SA (a pair of kernel states) at one moment. The counters begin with the SA and only grow.
 *
 * @param peer the peer's identity or address, as the operator knows it
 * @param template the crypto template or map it was negotiated under
 * @param child the Child SA's name in the configuration
 * @param inboundSpi the SPI this gateway receives on
 * @param outboundSpi the SPI this gateway sends on
 * @param inboundBytes octets decapsulated
 * @param inboundPackets packets decapsulated
 * @param outboundBytes octets encapsulated
 * @param outboundPackets packets encapsulated
 * @param replayDrops inbound packets dropped because their sequence number was seen before or lay left of the window
 * @param integrityFailures inbound packets dropped because their ICV was wrong
 * @param lastUseEpochSeconds when a packet last passed, in seconds since 1970; absent if none did
 * @param secondsToRekey time left to the soft limit; absent without one
 * @param secondsToExpire time left to the hard limit; absent without one
 * @param up whether traffic may pass: false while it is being deleted or replaced
 */
public record SaSample(
        String peer,
        String template,
        String child,
        int inboundSpi,
        int outboundSpi,
        long inboundBytes,
        long inboundPackets,
        long outboundBytes,
        long outboundPackets,
        long replayDrops,
        long integrityFailures,
        OptionalLong lastUseEpochSeconds,
        OptionalLong secondsToRekey,
        OptionalLong secondsToExpire,
        boolean up) {}
