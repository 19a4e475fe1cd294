package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.ContextSettings.HashThreshold;

/** Which policies of a network namespace the kernel finds by hash: those whose prefixes are at least so long. */
public record PolicyHash(HashThreshold ipv4, HashThreshold ipv6) {
    /**
     * Policies for one remote host are found by their hash whatever is local. With the kernel's own 32 and 128 only those between
     * two hosts are, and all others are looked through one by one at each packet, and at each removal.
     */
    public static final PolicyHash DEFAULT = new PolicyHash(new HashThreshold(0, 32), new HashThreshold(0, 128));
}
