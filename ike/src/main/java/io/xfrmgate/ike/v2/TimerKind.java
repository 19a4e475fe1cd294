package io.xfrmgate.ike.v2;

/** What an IKE SA may be waiting for; each kind has at most one deadline. */
enum TimerKind {
    /** Send our request again, or give the peer up. */
    RETRANSMIT,
    /** The IKE SA must be established by then. */
    SETUP,
    /** Silence long enough to ask whether the peer lives. */
    LIVENESS,
    /** Look whether user traffic passes. */
    TRAFFIC,
    /** Keep the NAT's mapping open. */
    NAT_KEEPALIVE,
    /** Start an IKE rekey. */
    REKEY,
    /** The hard lifetime ends; or what the peer should have deleted long ago goes. */
    EXPIRE,
    /** Something of a Child SA is due. */
    CHILD,
    /** A task put off by TEMPORARY_FAILURE is due again. */
    RETRY,
    /** The dead SA stops answering retransmitted requests. */
    LINGER
}
