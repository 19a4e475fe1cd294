package io.xfrmgate.agent.pki.revocation;

import io.xfrmgate.agent.pki.fetch.PkiUrl;
import java.util.List;
import java.util.Optional;

/**
 * Whether and how revocation is checked.
 *
 * @param lists CRLs of any authorities; those that certificates name themselves are looked at too
 * @param ocsp empty: no responder is asked
 * @param namespace the network namespace whence servers are reached that certificates name; empty is the daemon's own
 */
public record RevocationRules(Mode mode, List<CrlSource> lists, Optional<Ocsp> ocsp, Optional<String> namespace) {
    public RevocationRules {
        lists = List.copyOf(lists);
    }

    /** What to do where nobody says whether a certificate is revoked. */
    public enum Mode {
        /** Refuse it. */
        STRICT,
        /** Let it pass, with a warning. */
        SOFT,
        /** Do not even ask. */
        OFF
    }

    /**
     * OCSP.
     *
     * @param responder instead of the one that a certificate names
     * @param nonce see {@link OcspQuery}
     */
    public record Ocsp(Optional<PkiUrl> responder, boolean nonce) {}
}
