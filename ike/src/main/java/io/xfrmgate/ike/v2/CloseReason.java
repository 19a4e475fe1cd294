package io.xfrmgate.ike.v2;

/** Why an SA ended; also the label of the counter. */
public enum CloseReason {
    /** Replaced by a rekeyed one. */
    REKEYED,
    /** The redundant one of a rekey collision. */
    REDUNDANT,
    /** Its hard lifetime ended. */
    EXPIRED,
    /** The peer deleted it. */
    PEER_DELETED,
    /** The peer did not answer. */
    UNREACHABLE,
    /** The operator or the configuration ended it. */
    LOCAL,
    /** What it ran on was changed in the configuration, or removed. */
    RECONFIGURED,
    /** The daemon stops. */
    SHUTDOWN,
    /** The same peer came anew from the same address: with INITIAL_CONTACT, or where identities are unique. */
    REPLACED_BY_PEER,
    /** The same peer came anew from elsewhere. */
    HANDOVER,
    /** No user traffic passed for the configured time. */
    IDLE,
    /** The service that it belonged to was removed or stopped. */
    SERVICE_STOPPED,
    /** An IKE SA had no Child SA for the set-up time, and empty ones are not allowed. */
    EMPTY,
    /** The peer made another Child SA for the same traffic. */
    DUPLICATE,
    /** Its IKE SA ended. */
    IKE_CLOSED,
    /** It was never set up. */
    SETUP_FAILED,
    /** The kernel refused something that it needed. */
    DATA_PLANE
}
