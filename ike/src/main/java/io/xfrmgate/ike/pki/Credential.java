package io.xfrmgate.ike.pki;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A certificate of ours, and what it takes to prove that it is ours.
 *
 * @param name as the configuration calls it, for logs
 * @param chain DER certificates to send: ours first, then those that lead to the trust anchor, without it; not empty, and not to
 *     be written to
 * @param kind of our certificate's key
 * @param schemes by which it may sign, in order of preference; see {@link SignatureScheme#preferred}
 * @param key the private key's reference
 * @param hashAndUrl where peers may fetch our certificate that prefer this to having it sent
 */
public record Credential(
        String name,
        List<byte[]> chain,
        KeyKind kind,
        List<SignatureScheme> schemes,
        KeyReference key,
        Optional<HashAndUrl> hashAndUrl) {
    public Credential {
        chain = List.copyOf(chain);
        schemes = List.copyOf(schemes);
        if (chain.isEmpty() || schemes.isEmpty() || !schemes.stream().allMatch(scheme -> scheme.fits(kind))) {
            throw new IllegalArgumentException("a credential needs a certificate, and schemes that fit its key");
        }
    }

    /**
     * Where our certificate can be fetched (RFC 7296 section 3.6, encoding 12).
     *
     * @param url of the DER certificate, http
     */
    public record HashAndUrl(String url) {}

    /** Equal also where the certificates were read from their files again. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Credential that
                && name.equals(that.name)
                && kind == that.kind
                && schemes.equals(that.schemes)
                && key.equals(that.key)
                && hashAndUrl.equals(that.hashAndUrl)
                && Arrays.deepEquals(chain.toArray(), that.chain.toArray());
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.deepHashCode(chain.toArray());
    }

    @Override
    public String toString() {
        return "Credential[" + name + ", " + kind + ", " + chain.size() + " certificates]";
    }
}
