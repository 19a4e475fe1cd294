package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.net.IpAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Who may start a handshake: counts of half-open IKE SAs that peers began, in all and per source address. Asked before
 * anything is allocated for a request.
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
    private final Map<IpAddress, Integer> perSource = new HashMap<>();
    private int halfOpen;

    Admission(Limits limits) {
        this.limits = limits;
    }

    /** From now on. */
    void setLimits(Limits changed) {
        limits = changed;
    }

    Verdict verdict(IpAddress source, int ikeSas) {
        int ofSource = perSource.getOrDefault(source, 0);
        if (ikeSas >= limits.maxIkeSas()) {
            return Verdict.DROP_SA_LIMIT;
        }
        if (halfOpen >= limits.maxHalfOpen()) {
            return Verdict.DROP_HALF_OPEN;
        }
        if (ofSource >= limits.maxHalfOpenPerSource()) {
            return Verdict.DROP_SOURCE;
        }
        boolean crowded = halfOpen >= limits.cookieThreshold() || ofSource >= (limits.maxHalfOpenPerSource() + 1) / 2;
        return crowded ? Verdict.ASK_COOKIE : Verdict.ADMIT;
    }

    void opened(IpAddress source) {
        halfOpen++;
        perSource.merge(source, 1, Integer::sum);
    }

    /** The handshake from this source ended, well or not. */
    void closed(IpAddress source) {
        halfOpen--;
        perSource.computeIfPresent(source, (s, count) -> count == 1 ? null : count - 1);
    }

    int halfOpen() {
        return halfOpen;
    }
}
