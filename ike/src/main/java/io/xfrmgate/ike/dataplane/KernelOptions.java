package io.xfrmgate.ike.dataplane;

import java.util.Optional;

/**
 * What the configuration adds to every SA and policy of a template or map.
 *
 * @param replayWindow packets, 0 (off) to 4096; with ESN at least 1
 * @param priority of the policies, unsigned; lower wins (struct xfrm_userpolicy_info)
 * @param mark value and mask of XFRMA_MARK; a mask of 0 sets none
 * @param ifId XFRMA_IF_ID; 0 sets none
 * @param tfcPadding pad outbound tunnel packets to this many octets (XFRMA_TFCPAD); 0 does not
 * @param clearDontFragment the outer IPv4 header never says DF (XFRM_STATE_NOPMTUDISC); else it says what the inner one says
 * @param offload a network card that does work of IPsec; what it does not take the kernel does
 */
public record KernelOptions(
        int replayWindow,
        int priority,
        int mark,
        int markMask,
        int ifId,
        int tfcPadding,
        boolean clearDontFragment,
        Optional<Offload> offload) {
    /** What a Child SA gets where nothing is configured: a window of 64 packets. */
    public static final KernelOptions DEFAULT = new KernelOptions(64, 2000, 0, 0, 0, 0, false);

    /**
     * A network card.
     *
     * @param device name of its interface
     * @param packet all of IPsec, states and policies; else the states' cryptography
     */
    public record Offload(String device, boolean packet) {}

    /** Without offload. */
    public KernelOptions(
            int replayWindow,
            int priority,
            int mark,
            int markMask,
            int ifId,
            int tfcPadding,
            boolean clearDontFragment) {
        this(replayWindow, priority, mark, markMask, ifId, tfcPadding, clearDontFragment, Optional.empty());
    }

    /** The same with another priority. */
    public KernelOptions withPriority(int other) {
        return new KernelOptions(replayWindow, other, mark, markMask, ifId, tfcPadding, clearDontFragment, offload);
    }

    /** The same with a network card, or without. */
    public KernelOptions withOffload(Optional<Offload> other) {
        return new KernelOptions(replayWindow, priority, mark, markMask, ifId, tfcPadding, clearDontFragment, other);
    }
}
