package io.xfrmgate.ike.v2;

/** Why a negotiation failed; also the label of the counter. */
public enum FailureReason {
    NO_CONFIGURATION,
    NO_PROPOSAL_CHOSEN,
    INVALID_KE,
    AUTHENTICATION_FAILED,
    NO_SECRET,
    IDENTITY_REFUSED,
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
    /** A bug of ours, which ended the IKE SA that met it. */
    INTERNAL_ERROR
}
