package io.xfrmgate.ike.config;

import io.xfrmgate.ike.eap.EapCredential;
import io.xfrmgate.ike.eap.EapPolicy;
import io.xfrmgate.ike.pki.Credential;
import io.xfrmgate.ike.pki.TrustPolicy;

/** How one side proves who it is (RFC 7296 sections 2.15 and 2.16). */
public sealed interface AuthMethod {

    /** Shared Key Message Integrity Code. */
    record SharedKey(SharedSecrets secrets) implements AuthMethod {}

    /** We sign with the key of a certificate; as {@link Authentication#local} only. */
    record LocalCertificate(Credential credential) implements AuthMethod {}

    /** The peer signs with the key of a certificate; as {@link Authentication#remote} only. */
    record PeerCertificate(TrustPolicy policy) implements AuthMethod {}

    /** The peer proves itself by EAP (section 2.16) to whom we ask; as {@link Authentication#remote} only. */
    record PeerEap(EapPolicy policy) implements AuthMethod {}

    /** We prove ourselves by EAP; as {@link Authentication#local} only. */
    record EapClient(EapCredential credential) implements AuthMethod {}

    /** The responder proves itself by our EAP alone (RFC 5998); as {@link Authentication#remote} of an EAP client only. */
    record EapMutual() implements AuthMethod {}
}
