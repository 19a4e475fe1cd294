package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.net.IpAddress;

/**
 * Who may start a handshake: half-open IKE SAs that peers began, in all and per source address, and IKE SAs. Asked before anything
 * is allocated for a request. The limits are those of a gateway, whatever shard a peer comes to.
 */
final class Admission {

    /** What to do with an IKE_SA_INIT request. */
    enum Verdict {
        ADMIT,
        /** Only with a good cookie. */
        ASK_COOKIE,
        DROP_HALF_OPEN,
        DROP_SOURCE,
        DROP_SA_LIMIT
    }

    private Limits limits;
    private AdmissionCounts all = AdmissionCounts.ofOneShard();
    private int halfOpen;
    private int ikeSas;

    Admission(Limits limits) {
        this.limits = limits;
    }

    /** From now on. */
    void setLimits(Limits changed) {
        limits = changed;
    }

    /** Counts together with other shards; before anything was admitted. */
    void shareWith(AdmissionCounts shards) {
        all = shards;
    }

    Verdict verdict(IpAddress source) {
        if (all.ikeSas() >= limits.maxIkeSas()) {
            return Verdict.DROP_SA_LIMIT;
        }
        int pending = all.halfOpen();
        if (pending >= limits.maxHalfOpen()) {
            return Verdict.DROP_HALF_OPEN;
        }
        int ofSource = all.halfOpenFrom(source);
        if (ofSource >= limits.maxHalfOpenPerSource()) {
            return Verdict.DROP_SOURCE;
        }
        boolean crowded = pending >= limits.cookieThreshold() || ofSource >= (limits.maxHalfOpenPerSource() + 1) / 2;
        return crowded ? Verdict.ASK_COOKIE : Verdict.ADMIT;
    }

    void opened(IpAddress source) {
        halfOpen++;
        all.opened(source);
    }

    /** The handshake from this source ended, well or not. */
    void closed(IpAddress source) {
        halfOpen--;
        all.closed(source);
    }

    /** A peer authenticated here. */
    void proved(IpAddress source) {
        all.proven().add(source);
    }

    boolean isProven(IpAddress source) {
        return all.proven().contains(source);
    }

    /** So many IKE SAs this shard has now. */
    void holds(int count) {
        all.ikeSasChanged(count - ikeSas);
        ikeSas = count;
    }

    /** Of this shard. */
    int halfOpen() {
        return halfOpen;
    }

    /** Whether a cookie is asked of everybody. */
    boolean isCrowded() {
        return all.halfOpen() >= limits.cookieThreshold();
    }
}
