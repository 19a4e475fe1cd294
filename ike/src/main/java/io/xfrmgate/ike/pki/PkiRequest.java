package io.xfrmgate.ike.pki;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.ike.wire.Payload;
import java.util.List;

/** What the core asks of the port. */
public sealed interface PkiRequest {

    /**
     * A signature of ours. Answered by {@link PkiAnswer.Signed} or {@link PkiAnswer.NotSigned}.
     *
     * @param scheme one of the credential's
     * @param octets to be signed, unhashed; not to be written to
     */
    record Sign(Credential credential, SignatureScheme scheme, byte[] octets) implements PkiRequest {
        @Override
        public String toString() {
            return "Sign[" + credential + ", " + scheme + ", " + octets.length + " octets]";
        }
    }

    /**
     * Whether the first certificate is good under the policy, and belongs to who the peer says it is. Answered by
     * {@link PkiAnswer.Valid} or {@link PkiAnswer.Invalid}. That the peer holds the key is not shown yet: the core
     * verifies its signature with the key of the answer.
     *
     * @param certificates the CERT payloads in the order of the message, of whatever encoding (4 a certificate, 7 a CRL, 12 hash
     *     and URL of a certificate, 13 hash and URL of a bundle, 14 an OCSP response); none at all, where the peer relies on
     *     our knowing its certificate
     * @param claimed the peer's IDi or IDr
     * @param address where the peer sends from
     */
    record ValidatePeer(TrustPolicy policy, List<Payload.Cert> certificates, Identification claimed, IpAddress address)
            implements PkiRequest {
        public ValidatePeer {
            certificates = List.copyOf(certificates);
        }
    }
}
