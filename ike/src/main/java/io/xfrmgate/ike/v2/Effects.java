package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.eap.EapRequest;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.pki.PkiRequest;

/** What the core wants done. Called while an input is handled; implementations only note it down or do it at once. */
public interface Effects {

    /**
     * Send an IKE message. The socket adds the non-ESP marker (RFC 3948) where {@code local} is port 4500.
     *
     * @param datagram given away; the core keeps the same array for retransmission and writes to it no more
     */
    void send(UdpEndpoint local, UdpEndpoint remote, byte[] datagram);

    /** Send the one octet 0xFF from port 4500 (RFC 3948 section 2.3). */
    void sendNatKeepalive(UdpEndpoint local, UdpEndpoint remote);

    /** Ask the data plane; the answer comes to {@link IkeEndpoint#dataPlaneAnswer} with the same token. */
    void dataPlane(long token, DataPlaneRequest request);

    /**
     * Ask the PKI port; the answer goes to {@link IkeEndpoint#pkiAnswer} with the same token, before this returns or later. Tokens
     * are counted apart from those of the data plane.
     */
    void pki(long token, PkiRequest request);

    /** Likewise the EAP port; the answer goes to {@link IkeEndpoint#eapAnswer}. Tokens are counted apart from all others. */
    void eap(long token, EapRequest request);

    /** A message of a peer that {@link IkeEndpoint#trace} watches; who has none watched needs not listen. */
    default void traced(MessageTrace trace) {}

    /** To be told to {@link IkeEndpoint#initialContactElsewhere} of all other shards; a single endpoint needs not listen. */
    default void initialContact(InitialContact contact) {}

    /** Something happened that operators or other parts of the daemon want to know. */
    void notice(Notice notice);
}
