package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import java.util.Optional;

/**
 * Settings of a context as a whole.
 *
 * @param profile for its algorithms; empty is the gateway's
 * @param hash4 which IPv4 policies the kernel hashes; empty is the daemon's choice
 * @param hash6 the same for IPv6
 */
public record ContextSettings(
        Optional<Located<Profile>> profile, Optional<HashThreshold> hash4, Optional<HashThreshold> hash6) {

    /** Policies whose selectors have at least these prefix lengths are found by hash, others one after the other. */
    public record HashThreshold(int local, int remote) {}
}
