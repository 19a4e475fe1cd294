package io.xfrmgate.agent.kernel;

import io.xfrmgate.nativeio.xfrm.LifetimeLimits;
import io.xfrmgate.nativeio.xfrm.Offload;
import io.xfrmgate.nativeio.xfrm.Sa;
import java.util.Optional;

/**
 * What a network card is asked to do for one Child SA (XFRMA_OFFLOAD_DEV).
 *
 * @param device name of its interface; empty with {@link Share#NONE}
 * @param interfaceIndex of the same
 */
record Handover(String device, int interfaceIndex, Share share) {
    /** The kernel does all. */
    static final Handover NONE = new Handover("", 0, Share.NONE);

    /** How much of the work, in the order in which it is tried. */
    enum Share {
        /** States and policies: the kernel sees the packets in the clear. */
        PACKET("packet"),
        /** The same, where the card can not count against limits by octets and packets: {@link CountedLimits} does. */
        PACKET_WITHOUT_LIMITS("packet"),
        /** The cryptography; headers, policies and counting are the kernel's. */
        CRYPTO("crypto"),
        NONE("none");

        private final String word;

        Share(String word) {
            this.word = word;
        }

        /** As the configuration says it. */
        String word() {
            return word;
        }

        boolean isPacket() {
            return this == PACKET || this == PACKET_WITHOUT_LIMITS;
        }
    }

    Handover with(Share other) {
        return other == Share.NONE ? NONE : new Handover(device, interfaceIndex, other);
    }

    /** The state as the kernel is asked for it. */
    Sa of(Sa state, boolean inbound) {
        if (share == Share.NONE) {
            return state;
        }
        return new Sa(
                share == Share.PACKET_WITHOUT_LIMITS ? state.info().withLimits(LifetimeLimits.UNLIMITED) : state.info(),
                state.attributes()
                        .change()
                        .offload(new Offload(interfaceIndex, inbound, share.isPacket()))
                        .build());
    }

    /**
     * What the policies in and out carry. To a state that does all of IPsec the kernel sends only what an equal policy of the same
     * card finds, and to others only what no such policy does (xfrm_state_find). Packets that are forwarded were checked by the card.
     */
    Optional<Offload> ofPolicy() {
        return share.isPacket() ? Optional.of(Offload.ofPolicy(interfaceIndex)) : Optional.empty();
    }
}
