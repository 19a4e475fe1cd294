package io.xfrmgate.ike.config;

import java.security.MessageDigest;
import java.util.Arrays;

/** A shared secret. It shows itself to nobody but {@link #octets}, and can be wiped. */
public final class Secret {
    private final byte[] octets;

    /** Copies {@code octets}; the caller wipes its own. */
    public Secret(byte[] octets) {
        this.octets = octets.clone();
    }

    /** A fresh copy, to be wiped after use. */
    public byte[] octets() {
        return octets.clone();
    }

    /** Overwrites the octets. */
    public void destroy() {
        Arrays.fill(octets, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return 0; // no number is derived from a secret
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}
