package io.xfrmgate.ike.config;

/** How one side proves who it is (RFC 7296 section 2.15). */
public sealed interface AuthMethod {

    /** Shared Key Message Integrity Code. */
    record SharedKey(SharedSecrets secrets) implements AuthMethod {}
}
