package io.xfrmgate.ike.pki;

import java.util.Arrays;
import java.util.List;

/**
 * Whose certificates a peer may come with.
 *
 * @param name as the configuration calls what this belongs to, for logs
 * @param authorities SHA-1 of the DER SubjectPublicKeyInfo of each certification authority, 20 octets, for CERTREQ (RFC 7296
 *     section 3.7); not to be written to
 * @param weakSignatures SHA-1 signatures are accepted, in AUTH as in certificates
 * @param hashAndUrl certificates are fetched from where the peer says (HTTP_CERT_LOOKUP_SUPPORTED)
 * @param rules the rest, which the port alone understands: anchors, revocation, what a peer's identity must match. It has
 *     {@code equals}, because configurations are compared
 */
public record TrustPolicy(
        String name, List<byte[]> authorities, boolean weakSignatures, boolean hashAndUrl, Rules rules) {
    private static final int SHA1_LENGTH = 20;

    public TrustPolicy {
        authorities = List.copyOf(authorities);
        if (!authorities.stream().allMatch(hash -> hash.length == SHA1_LENGTH)) {
            throw new IllegalArgumentException("an authority is named by " + SHA1_LENGTH + " octets");
        }
    }

    /** What the port needs to judge a peer's certificates; opaque to the core. */
    public interface Rules {}

    @Override
    public boolean equals(Object other) {
        return other instanceof TrustPolicy that
                && name.equals(that.name)
                && weakSignatures == that.weakSignatures
                && hashAndUrl == that.hashAndUrl
                && rules.equals(that.rules)
                && Arrays.deepEquals(authorities.toArray(), that.authorities.toArray());
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.deepHashCode(authorities.toArray());
    }

    @Override
    public String toString() {
        return "TrustPolicy[" + name + ", " + authorities.size() + " authorities]";
    }
}
