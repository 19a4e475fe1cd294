package io.xfrmgate.agent.pki.revocation;

import io.xfrmgate.agent.pki.fetch.PkiUrl;
import java.security.cert.X509Certificate;

/**
 * A question to an OCSP responder.
 *
 * @param nonce whether the answer must carry our nonce (RFC 8954)
 * @param weak whether answers with weak signatures are believed
 */
public record OcspQuery(
        PkiUrl responder, X509Certificate certificate, X509Certificate issuer, boolean nonce, boolean weak) {}
