package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.AuthMethod;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.pki.Credential;
import io.xfrmgate.ike.pki.HashAlgorithm;
import io.xfrmgate.ike.pki.TrustPolicy;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What both sides say about certificates before and beside their signatures: whom we trust (CERTREQ), which hashes we take
 * (SIGNATURE_HASH_ALGORITHMS, RFC 7427 section 4), whether we look certificates up, and our own chain.
 */
final class Certificates {
    private static final int SHA1_LENGTH = 20;

    private Certificates() {}

    /** Adds the hashes that we take in signatures, if one of these configurations has to do with signatures. */
    static void addHashes(List<Payload> payloads, List<PeerConfig> configs) {
        boolean weak = policies(configs).stream().anyMatch(TrustPolicy::weakSignatures);
        boolean signs =
                configs.stream().anyMatch(c -> c.authentication().local() instanceof AuthMethod.LocalCertificate);
        if (signs || !policies(configs).isEmpty()) {
            List<HashAlgorithm> hashes = new ArrayList<>(List.of(
                    HashAlgorithm.SHA2_256, HashAlgorithm.SHA2_384, HashAlgorithm.SHA2_512, HashAlgorithm.IDENTITY));
            if (weak) {
                hashes.add(HashAlgorithm.SHA1);
            }
            payloads.add(Payload.Notify.of(NotifyType.SIGNATURE_HASH_ALGORITHMS, HashAlgorithm.encode(hashes)));
        }
    }

    /** Takes what the peer's half of IKE_SA_INIT says. */
    static void heard(Inbound message, Handshake handshake) {
        handshake.remoteHashes =
                message.notify(NotifyType.SIGNATURE_HASH_ALGORITHMS).map(n -> HashAlgorithm.decode(n.data()));
        heardRequest(message, handshake);
    }

    /** Takes what a message that can hold a CERTREQ says of how certificates may be sent. */
    static void heardRequest(Inbound message, Handshake handshake) {
        handshake.remoteLooksUp |= message.has(NotifyType.HTTP_CERT_LOOKUP_SUPPORTED);
    }

    /** Adds a CERTREQ with the authorities of these configurations (RFC 7296 section 3.7), and whether we look up. */
    static void addRequests(List<Payload> payloads, List<PeerConfig> configs) {
        List<byte[]> authorities = new ArrayList<>();
        for (TrustPolicy policy : policies(configs)) {
            for (byte[] authority : policy.authorities()) {
                if (authorities.stream().noneMatch(known -> MessageDigest.isEqual(known, authority))) {
                    authorities.add(authority);
                }
            }
        }
        if (!authorities.isEmpty()) {
            byte[] concatenated = new byte[SHA1_LENGTH * authorities.size()];
            for (int i = 0; i < authorities.size(); i++) {
                System.arraycopy(authorities.get(i), 0, concatenated, SHA1_LENGTH * i, SHA1_LENGTH);
            }
            payloads.add(new Payload.CertReq(Payload.Cert.X509_SIGNATURE, concatenated));
        }
        if (policies(configs).stream().anyMatch(TrustPolicy::hashAndUrl)) {
            payloads.add(Payload.Notify.of(NotifyType.HTTP_CERT_LOOKUP_SUPPORTED));
        }
    }

    private static List<TrustPolicy> policies(List<PeerConfig> configs) {
        List<TrustPolicy> policies = new ArrayList<>(configs.size());
        for (PeerConfig config : configs) {
            policy(config).ifPresent(policies::add);
        }
        return policies;
    }

    private static Optional<TrustPolicy> policy(PeerConfig config) {
        return config.authentication().remote() instanceof AuthMethod.PeerCertificate(var policy)
                ? Optional.of(policy)
                : Optional.empty();
    }

    /**
     * Adds our chain, if we sign: always the whole of it, because a peer that asks for nothing may still need it. To a peer that looks
     * up, our own certificate is but named.
     */
    static void addChain(List<Payload> payloads, IkeSa sa) {
        if (!(sa.config().authentication().local() instanceof AuthMethod.LocalCertificate(var credential))) {
            return;
        }
        boolean named = sa.handshake().orElseThrow().remoteLooksUp
                && credential.hashAndUrl().isPresent();
        payloads.add(
                named
                        ? new Payload.Cert(Payload.Cert.HASH_AND_URL, hashAndUrl(credential))
                        : new Payload.Cert(
                                Payload.Cert.X509_SIGNATURE, credential.chain().getFirst()));
        for (byte[] issuer : credential.chain().subList(1, credential.chain().size())) {
            payloads.add(new Payload.Cert(Payload.Cert.X509_SIGNATURE, issuer));
        }
    }

    private static byte[] hashAndUrl(Credential credential) {
        byte[] url = credential.hashAndUrl().orElseThrow().url().getBytes(StandardCharsets.US_ASCII);
        byte[] data = new byte[SHA1_LENGTH + url.length];
        System.arraycopy(sha1(credential.chain().getFirst()), 0, data, 0, SHA1_LENGTH);
        System.arraycopy(url, 0, data, SHA1_LENGTH, url.length);
        return data;
    }

    private static byte[] sha1(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
