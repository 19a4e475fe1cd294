package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.net.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * What a map or template does with certificates.
 *
 * @param certificate our own, by name
 * @param ownUrl where a peer that looks certificates up may fetch ours, so that only its hash and URL are sent
 * @param caCertificates those that the peer's may end at, by name
 * @param crls by name
 * @param hashAndUrl {@code allow-cert-enc cert-hash-url}: certificates may come as hash and URL (RFC 7296 section 3.6)
 * @param ocsp whether OCSP is asked; without it CRLs alone count
 * @param signature {@code ikev2-ikesa cert-sign}: the padding of our RSA signatures; empty lets RFC 7427 decide
 * @param revocation what to do where nothing tells whether a certificate is revoked; empty is the default
 */
public record CertificateSettings(
        Optional<Located<String>> certificate,
        Optional<Located<String>> ownUrl,
        List<Located<String>> caCertificates,
        List<Located<String>> crls,
        boolean hashAndUrl,
        Optional<Ocsp> ocsp,
        Optional<RsaPadding> signature,
        Optional<Revocation> revocation) {
    public CertificateSettings {
        caCertificates = List.copyOf(caCertificates);
        crls = List.copyOf(crls);
    }

    /**
     * {@code ocsp ...}.
     *
     * @param nonce whether answers must carry our nonce (RFC 8954)
     * @param responder in place of the one that the certificate names; HTTP
     */
    public record Ocsp(boolean nonce, Optional<Responder> responder) {}

    /** An OCSP responder by address; the port is 80 where it is empty. */
    public record Responder(Located<IpAddress> address, Optional<Located<Long>> port) {}

    /** {@code pkcs1.5} is RSASSA-PKCS1-v1_5, {@code pkcs2.0} is RSASSA-PSS (RFC 8017). */
    public enum RsaPadding {
        PKCS1_5("pkcs1.5"),
        PKCS2_0("pkcs2.0");

        private final String keyword;

        RsaPadding(String keyword) {
            this.keyword = keyword;
        }

        /** As it is configured. */
        public String keyword() {
            return keyword;
        }
    }

    /** {@code revocation-check ...}. */
    public enum Revocation {
        /** A certificate whose state is not known is refused. */
        STRICT,
        /** It is taken, unless it is known to be revoked. */
        SOFT,
        /** Nobody asks. */
        OFF;

        /** As it is configured. */
        public String keyword() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
