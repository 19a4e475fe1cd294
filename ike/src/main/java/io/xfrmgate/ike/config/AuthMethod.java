package io.xfrmgate.ike.config;

import io.xfrmgate.ike.pki.Credential;
import io.xfrmgate.ike.pki.TrustPolicy;

/** How one side proves who it is (RFC 7296 section 2.15). */
public sealed interface AuthMethod {

    /** Shared Key Message Integrity Code. */
    record SharedKey(SharedSecrets secrets) implements AuthMethod {}

    /** We sign with the key of a certificate; as {@link Authentication#local} only. */
    record LocalCertificate(Credential credential) implements AuthMethod {}

    /** The peer signs with the key of a certificate; as {@link Authentication#remote} only. */
    record PeerCertificate(TrustPolicy policy) implements AuthMethod {}
}
