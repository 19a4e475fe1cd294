package io.xfrmgate.ike.config;

/** What a change of the configuration does to the SAs that run on it, the least first. */
public enum ChangeEffect {
    /** Nothing changed. */
    NONE,
    /** It holds from now on; no SA notices. */
    AT_ONCE,
    /** It holds from the next negotiation or rekey on; SAs run on as they are. */
    NEXT_NEGOTIATION,
    /** SAs that it does not allow any more end; the others run on as they are. */
    RESTART_UNFIT,
    /** SAs end, and those that were up are set up anew. */
    RESTART;

    /** The one that does more. */
    public ChangeEffect or(ChangeEffect other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
