package io.xfrmgate.ike.eap;

/**
 * How far the port has come with one peer: RADIUS's State attribute, for example. Immutable and opaque to the core, which hands it
 * back with the peer's next message; when a handshake ends before its time nothing is left anywhere.
 */
public interface EapConversation {}
