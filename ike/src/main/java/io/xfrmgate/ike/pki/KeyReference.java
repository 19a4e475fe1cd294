package io.xfrmgate.ike.pki;

/** A private key, as its keeper names it; opaque to the core, and without a word about the key in {@code toString}. */
public interface KeyReference {}
