package io.xfrmgate.agent.pki;

import io.xfrmgate.agent.pki.path.Anchor;
import io.xfrmgate.agent.pki.revocation.RevocationRules;
import io.xfrmgate.ike.pki.TrustPolicy;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * How peers' certificates are judged.
 *
 * @param anchors where paths may end
 * @param intermediates known here, so that peers need not send them
 */
record PeerRules(List<Anchor> anchors, List<X509Certificate> intermediates, RevocationRules revocation)
        implements TrustPolicy.Rules {
    PeerRules {
        anchors = List.copyOf(anchors);
        intermediates = List.copyOf(intermediates);
    }
}
