package io.xfrmgate.ike.v2;

/** Why a negotiation failed; also the label of the counter. */
public enum FailureReason {
    NO_CONFIGURATION,
    NO_PROPOSAL_CHOSEN,
    INVALID_KE,
    AUTHENTICATION_FAILED,
    NO_SECRET,
    IDENTITY_REFUSED,
    /** No scheme of ours that the peer takes. */
    NO_SIGNATURE_SCHEME,
    /** Our key can not be used. */
    SIGNING_FAILED,
    CERTIFICATE_MISSING,
    CERTIFICATE_INVALID,
    CERTIFICATE_UNTRUSTED,
    CERTIFICATE_EXPIRED,
    CERTIFICATE_REVOKED,
    REVOCATION_UNKNOWN,
    /** Signed with SHA-1, where this is not allowed. */
    CERTIFICATE_WEAK,
    /** Good, but of somebody else than the peer says it is. */
    CERTIFICATE_IDENTITY,
    CERTIFICATE_NOT_FETCHED,
    PKI_UNAVAILABLE,
    /** EAP does not show who the peer is, or that it may come in. */
    EAP_REJECTED,
    /** No AAA server answers. */
    EAP_UNAVAILABLE,
    /** More EAP rounds than any method needs. */
    EAP_ROUNDS,
    TS_UNACCEPTABLE,
    MODE_MISMATCH,
    NO_ADDITIONAL_SAS,
    INVALID_SYNTAX,
    UNSUPPORTED_CRITICAL_PAYLOAD,
    PEER_ERROR,
    TIMEOUT,
    SETUP_TIMEOUT,
    DATA_PLANE,
    CHILDLESS_REFUSED,
    /** No address could be assigned (INTERNAL_ADDRESS_FAILURE). */
    ADDRESS_FAILURE,
    /** The peer asked for no address where it must (FAILED_CP_REQUIRED). */
    CONFIGURATION_REQUIRED,
    /** A bug of ours, which ended the IKE SA that met it. */
    INTERNAL_ERROR
}
