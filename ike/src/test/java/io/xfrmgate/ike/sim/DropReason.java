package io.xfrmgate.ike.sim;

/** Why a packet or datagram did not arrive. */
public enum DropReason {
    /** No outbound policy: it would have left in clear. */
    IN_CLEAR,
    /** A policy, but no state yet: the kernel has asked for one. */
    ACQUIRING,
    /** The state's hard limit is met. */
    STATE_EXPIRED,
    /** No inbound state with this SPI. */
    NO_STATE,
    /** Encapsulated where the state is not, or the other way round. */
    WRONG_ENCAPSULATION,
    /** Other key or algorithm than the sender's. */
    INTEGRITY,
    /** Seen, or behind the window. */
    REPLAY,
    /** No inbound policy admits what this state brought. */
    POLICY,
    /** Lost on the way by chance. */
    LOSS,
    /** The way was cut. */
    PARTITION,
    /** Longer than the path's MTU. */
    TOO_LONG,
    /** The translator knows no mapping, or can not translate it. */
    NAT,
    /** Nobody has this address, or the host is down, or does not listen there. */
    NO_HOST
}
