package io.xfrmgate.agent.pki;

/**
 * A certificate as it is on the wire.
 *
 * @param ours one that we prove ourselves with, whose private key we have; else one of an authority, or of a chain
 * @param authority of a configured authority
 * @param der its encoding
 */
public record CertificateEncoding(boolean ours, boolean authority, byte[] der) {}
