package io.xfrmgate.agent.pki.path;

import io.xfrmgate.ike.pki.PkiAnswer.Reason;
import java.security.cert.X509Certificate;
import java.util.List;

/** What came out of judging a peer's certificate. */
public sealed interface Judgement {

    /**
     * A good path.
     *
     * @param certificates from the peer's to the one that the anchor issued
     * @param warnings what the policy lets pass
     */
    record Good(List<X509Certificate> certificates, Anchor anchor, List<String> warnings) implements Judgement {
        /** Who issued the certificate at that place. */
        public X509Certificate issuerOf(int index) {
            return index + 1 < certificates.size() ? certificates.get(index + 1) : anchor.certificate();
        }
    }

    /** None; the sentence says which certificate, which check, and what to do. */
    record Bad(Reason reason, String sentence) implements Judgement {}
}
