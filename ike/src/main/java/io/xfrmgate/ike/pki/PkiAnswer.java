package io.xfrmgate.ike.pki;

import java.security.PublicKey;
import java.time.Instant;

/** What the port answers. Sentences are for the operator: plain, complete but for the full stop, without secrets. */
public sealed interface PkiAnswer {

    /** The signature; ECDSA as DER. */
    record Signed(byte[] signature) implements PkiAnswer {}

    /** The key can not be used. */
    record NotSigned(String detail) implements PkiAnswer {}

    /**
     * The peer's certificate is good, and its identity is the claimed one.
     *
     * @param key the certificate's
     * @param subject the certificate's subject, as an operator reads it
     * @param notAfter when the first certificate of the path ends
     */
    record Valid(PublicKey key, String subject, Instant notAfter) implements PkiAnswer {}

    /** It is not, or nobody can tell. */
    record Invalid(Reason reason, String detail) implements PkiAnswer {}

    /** Why a peer's certificate is not accepted. */
    enum Reason {
        /** The peer sent none, and none is known for it. */
        MISSING,
        /** It can not be read, or breaks RFC 5280: key usage, critical extensions, name constraints, signatures. */
        INVALID,
        /** No path leads to a configured certification authority. */
        UNTRUSTED,
        /** Not valid any more, or not yet. */
        EXPIRED,
        REVOKED,
        /** The policy demands to know, and CRL or OCSP do not say. */
        REVOCATION_UNKNOWN,
        /** Signed by what the policy calls weak. */
        WEAK,
        /** Good, but of somebody else than the peer says it is. */
        IDENTITY_MISMATCH,
        /** The certificate could not be fetched from where the peer said (hash and URL). */
        NOT_FETCHED,
        /** The port is overloaded, stopped or met an error of its own. */
        UNAVAILABLE
    }
}
