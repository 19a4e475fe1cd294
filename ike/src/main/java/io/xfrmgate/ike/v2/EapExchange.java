package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.eap.EapConversation;
import io.xfrmgate.ike.eap.EapGrant;
import io.xfrmgate.ike.eap.EapPolicy;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.ike.wire.Payload;
import java.util.List;
import java.util.Optional;

/** Where the EAP of a peer that calls us stands, from its first IKE_AUTH request to its proof. */
final class EapExchange {
    /** IDi, the Child SA and the addresses that it wants: answered when all else is done. */
    final Inbound first;

    final EapPolicy policy;
    /** IDi. */
    final Identification claimed;
    /** Whether we go without a proof of our own (RFC 5998). */
    final boolean eapOnly;

    byte[] identity;
    /** What goes before EAP in our first answer: IDr, certificates and AUTH. */
    List<Payload> introduction = List.of();

    Optional<EapConversation> conversation = Optional.empty();
    /** We asked for the identity ourselves. */
    boolean awaitsIdentity;
    /** Of the EAP request that the peer is to answer. */
    int identifier;

    int rounds;
    /** What was granted; the peer's AUTH is still to come. */
    Optional<EapGrant> grant = Optional.empty();

    EapExchange(Inbound first, EapPolicy policy, Identification claimed, boolean eapOnly) {
        this.first = first;
        this.policy = policy;
        this.claimed = claimed;
        this.eapOnly = eapOnly;
        this.identity = claimed.asEapIdentity();
    }

    void destroy() {
        grant.flatMap(EapGrant::msk).ifPresent(Secret::destroy);
    }
}
