package io.xfrmgate.ike.sim;

/** What became of an ESP packet that was received. */
public sealed interface Verdict {

    /** Authentic, new, and admitted by a policy. */
    record Delivered(InnerPacket inner, int spi, int reqid) implements Verdict {}

    record Dropped(DropReason reason) implements Verdict {}

    default boolean isDelivered() {
        return this instanceof Delivered;
    }
}
