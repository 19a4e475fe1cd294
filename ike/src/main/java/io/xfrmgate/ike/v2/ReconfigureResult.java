package io.xfrmgate.ike.v2;

/**
 * What a new configuration did to the SAs of an endpoint.
 *
 * @param ikeClosed IKE SAs ended
 * @param childClosed Child SAs ended apart from their IKE SA
 * @param begun IKE SAs and Child SAs that are set up again
 * @param rekeys begun
 * @param kept IKE SAs whose template or map changed, but that run on
 */
public record ReconfigureResult(int ikeClosed, int childClosed, int begun, int rekeys, int kept) {
    /** Nothing at all. */
    public static final ReconfigureResult NONE = new ReconfigureResult(0, 0, 0, 0, 0);

    /** Both together. */
    public ReconfigureResult plus(ReconfigureResult other) {
        return new ReconfigureResult(
                ikeClosed + other.ikeClosed,
                childClosed + other.childClosed,
                begun + other.begun,
                rekeys + other.rekeys,
                kept + other.kept);
    }
}
