package io.xfrmgate.ike.sim;

/** What became of a packet that the host wants to send. */
public sealed interface Egress {

    /** Protected; to be sent. */
    record Protected(SimPacket packet) implements Egress {}

    record Dropped(DropReason reason) implements Egress {}
}
