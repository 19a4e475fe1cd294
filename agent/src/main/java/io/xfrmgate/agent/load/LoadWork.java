package io.xfrmgate.agent.load;

import java.util.Locale;

/** What a load generator has its peers do. */
public enum LoadWork {
    /** IKE_SA_INIT, IKE_AUTH and the first Child SA, of a peer that is down. */
    SET_UP,
    /** An empty INFORMATIONAL of ours and its answer. */
    LIVENESS,
    /** A new Child SA by CREATE_CHILD_SA, and the delete of the old one. */
    CHILD_REKEY,
    /** A new IKE SA by CREATE_CHILD_SA, and the delete of the old one. */
    IKE_REKEY,
    /** A delete of the IKE SA, and another set-up at once. */
    RECONNECT,
    /** Liveness checks, rekeys and reconnects, in turn and at once. */
    MIX,
    /** A delete of the IKE SA. */
    TEAR_DOWN,
    /** All SAs of the peer are forgotten without a word, as by power that fails. */
    CRASH,
    /** Nothing of our own; the peers answer, and do what their map says. Counted in seconds. */
    HOLD;

    /** As the command line and results write it, for example {@code child-rekey}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
