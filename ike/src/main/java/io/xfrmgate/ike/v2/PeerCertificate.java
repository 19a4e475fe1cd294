package io.xfrmgate.ike.v2;

import java.time.Instant;

/**
 * What a peer proved its identity with.
 *
 * @param subject as an operator reads it
 * @param notAfter when the first certificate of its path ends
 */
public record PeerCertificate(String subject, Instant notAfter) {}
