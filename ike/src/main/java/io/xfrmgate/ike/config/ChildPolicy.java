package io.xfrmgate.ike.config;

/**
 * How selectors of a {@link ChildConfig} are read, and what the peer may do with its Child SAs.
 *
 * @param remoteIsPeer the remote selectors stand for the peer itself: each is narrowed to its address, as soon as that is
 *     known. Behind a NAT that is the one address which the peer names in its own selectors
 * @param paired a local selector goes only with the remote selector at the same place in its list; else each goes with each
 * @param maxLocalSelectors that an answer of ours names at most, the first ones of the offer; 0 sets no limit
 * @param maxChildren Child SAs of this kind that a peer may have; 0 sets no limit of its own
 * @param acceptRekey whether the peer may rekey; else its requests are refused with NO_ADDITIONAL_SAS (RFC 7296 section 4)
 *     and its Child SA lives to the end of its lifetime
 */
public record ChildPolicy(
        boolean remoteIsPeer, boolean paired, int maxLocalSelectors, int maxChildren, boolean acceptRekey) {
    /** Selectors as they are written, all combinations of them, and rekeys at any time. */
    public static final ChildPolicy DEFAULT = new ChildPolicy(false, false, 0, 0, true);
}
