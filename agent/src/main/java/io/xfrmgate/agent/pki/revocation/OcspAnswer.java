package io.xfrmgate.agent.pki.revocation;

import java.time.Instant;

/**
 * What an OCSP responder said, its signature verified.
 *
 * @param status never unknown
 * @param end until when it holds
 */
public record OcspAnswer(Status status, Instant end) {}
