package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.net.UdpEndpoint;

/**
 * Where the datagrams of one watched peer go, and, where an operator asks for them, the keys of its IKE SAs: the only way that
 * keys leave the core. Called on the shard's thread; must not wait.
 */
public interface IkeCapture {

    /** Whose. */
    TracedPeers peers();

    /** Whether it is over. It gets nothing any more then, and is forgotten. */
    boolean hasEnded();

    /** Whether keys are asked for. */
    boolean wantsKeys();

    /**
     * A datagram from or to the peer, as it travels, without non-ESP marker.
     *
     * @param datagram not to be written to
     */
    void datagram(boolean sent, UdpEndpoint local, UdpEndpoint remote, byte[] datagram);

    /**
     * The keys of an IKE SA of the peer, before the first datagram under them that is told.
     *
     * @param keys given away
     * @return false if there was no room; then they come again with the next datagram
     */
    boolean keys(ExportedKeys keys);
}
