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
    /** The same peer came anew with INITIAL_CONTACT. */
    REPLACED_BY_PEER,
    /** Its IKE SA ended. */
    IKE_CLOSED,
    /** It was never set up. */
    SETUP_FAILED,
    /** The kernel refused something that it needed. */
    DATA_PLANE
}
