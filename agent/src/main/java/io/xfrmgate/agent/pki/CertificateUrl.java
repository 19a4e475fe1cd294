package io.xfrmgate.agent.pki;

import io.xfrmgate.agent.pki.fetch.FetchException;
import io.xfrmgate.agent.pki.fetch.Fetcher;
import io.xfrmgate.agent.pki.fetch.PkiUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;

/**
 * Hash and URL of a certificate or of a bundle (RFC 7296 section 3.6). Who names it has not been authenticated: only HTTP is
 * spoken, and not with this machine itself.
 *
 * @param sha1 of what is at the URL, in hexadecimal
 * @param bundle several certificates, perhaps with CRLs
 */
record CertificateUrl(PkiUrl url, String sha1, boolean bundle) {
    private static final int SHA1_OCTETS = 20;
    private static final int MAX_CERTIFICATES = 16;
    private static final int BUNDLED_CERTIFICATE = 0;

    /**
     * Of a CERT payload's data.
     *
     * @param namespace the network namespace that it is fetched from
     */
    static Optional<CertificateUrl> of(byte[] data, boolean bundle, Optional<String> namespace) {
        if (data.length <= SHA1_OCTETS) {
            return Optional.empty();
        }
        String text = new String(data, SHA1_OCTETS, data.length - SHA1_OCTETS, StandardCharsets.ISO_8859_1);
        try {
            PkiUrl url = PkiUrl.parse(text).in(namespace);
            return url.scheme().equals("http")
                    ? Optional.of(
                            new CertificateUrl(url, HexFormat.of().formatHex(Arrays.copyOf(data, SHA1_OCTETS)), bundle))
                    : Optional.empty();
        } catch (IllegalArgumentException notAUrl) {
            return Optional.empty();
        }
    }

    /** Addresses that a peer may have us call: not our own, not those of the link, not groups. */
    static boolean isOutside(InetAddress address) {
        return !address.isLoopbackAddress()
                && !address.isAnyLocalAddress()
                && !address.isLinkLocalAddress()
                && !address.isMulticastAddress();
    }

    /**
     * Fetches the certificates and compares the hash.
     *
     * @param allowed where the host may be
     */
    List<X509Certificate> fetch(Fetcher fetcher, Predicate<InetAddress> allowed) throws FetchException {
        for (InetAddress address : fetcher.addressesOf(url)) {
            if (!allowed.test(address)) {
                throw new FetchException("a peer may not have us call the address " + address.getHostAddress());
            }
        }
        byte[] content = fetcher.get(url, Fetcher.Limits.PEER);
        if (!MessageDigest.isEqual(sha1(content), HexFormat.of().parseHex(sha1))) {
            throw new FetchException("what is there has another SHA-1 hash than the peer said");
        }
        try {
            return bundle ? unbundle(content) : List.of(Certificates.read(content));
        } catch (UnreadableException e) {
            throw new FetchException(e.why(), e);
        }
    }

    private static List<X509Certificate> unbundle(byte[] content) throws UnreadableException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (ASN1Encodable element : ASN1Sequence.getInstance(content)) {
                ASN1TaggedObject tagged = ASN1TaggedObject.getInstance(element);
                if (tagged.getTagNo() == BUNDLED_CERTIFICATE && certificates.size() < MAX_CERTIFICATES) {
                    certificates.add(Certificates.read(
                            tagged.getExplicitBaseObject().toASN1Primitive().getEncoded(ASN1Encoding.DER)));
                }
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new UnreadableException("it is not a bundle of certificates");
        }
        if (certificates.isEmpty()) {
            throw new UnreadableException("there is no certificate in the bundle");
        }
        return certificates;
    }

    private static byte[] sha1(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}
