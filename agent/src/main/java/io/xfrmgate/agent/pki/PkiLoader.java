package io.xfrmgate.agent.pki;

import io.xfrmgate.agent.pki.fetch.FetchException;
import io.xfrmgate.agent.pki.fetch.Fetcher;
import io.xfrmgate.agent.pki.fetch.PkiUrl;
import io.xfrmgate.agent.pki.revocation.CrlSource;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.crypto.Signatures;
import io.xfrmgate.ike.pki.KeyKind;
import io.xfrmgate.ike.pki.SignatureScheme;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads what {@link PkiSources} name, all at once. An authority that can not be fetched again stays as it was when it last could: a
 * server's outage is no reason to stop trusting.
 */
public final class PkiLoader {
    private static final byte[] SAMPLE = "xfrmgate".getBytes(StandardCharsets.US_ASCII);

    private final Fetcher fetcher;
    private final Signatures signatures;
    private final SecureRandom random;
    private final Map<PkiUrl, byte[]> lastGood = new ConcurrentHashMap<>();

    public PkiLoader(Fetcher fetcher, Signatures signatures, SecureRandom random) {
        this.fetcher = fetcher;
        this.signatures = signatures;
        this.random = random;
    }

    /**
     * What loading brought.
     *
     * @param set all that is good
     * @param problems each object that is not in it, and why
     * @param warnings authorities that are as they were before
     */
    public record Loaded(PkiSet set, List<PkiProblem> problems, List<PkiProblem> warnings) {
        public Loaded {
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }
    }

    /** An object that could not be read. */
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient PkiProblem problem;

        Unusable(PkiProblem problem) {
            super(problem.toString());
            this.problem = problem;
        }
    }

    /** Reads everything; blocks until the slowest server has answered or was given up. */
    public Loaded load(PkiSources sources) throws InterruptedException {
        List<PkiProblem> warnings = java.util.Collections.synchronizedList(new ArrayList<>());
        List<PkiProblem> problems = new ArrayList<>();
        Map<String, PkiSet.Own> own = new HashMap<>();
        Map<String, PkiSet.Authority> authorities = new HashMap<>();
        Map<String, List<CrlSource>> lists = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<PkiSet.Own>> certificates = sources.certificates().stream()
                    .map(source -> threads.submit(() -> own(source)))
                    .toList();
            List<Future<PkiSet.Authority>> cas = sources.authorities().stream()
                    .map(source -> threads.submit(() -> authority(source, warnings)))
                    .toList();
            for (Future<PkiSet.Own> future : certificates) {
                take(future, problems).ifPresent(mine -> own.put(mine.name(), mine));
            }
            for (Future<PkiSet.Authority> future : cas) {
                take(future, problems).ifPresent(ca -> authorities.put(ca.name(), ca));
            }
        }
        for (PkiSources.RevocationList list : sources.lists()) {
            try {
                lists.computeIfAbsent(list.name(), name -> new ArrayList<>()).add(list(list));
            } catch (Unusable e) {
                problems.add(e.problem);
            }
        }
        return new Loaded(new PkiSet(own, authorities, lists), problems, warnings);
    }

    private static <T> Optional<T> take(Future<T> future, List<PkiProblem> problems) throws InterruptedException {
        try {
            return Optional.of(future.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Unusable unusable) {
                problems.add(unusable.problem);
                return Optional.empty();
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private PkiSet.Own own(PkiSources.Own source) throws Unusable {
        String kind = PkiProblem.CERTIFICATE;
        String name = source.name();
        List<X509Certificate> chain =
                certificates(kind, name, source.certificate(), contentOf(kind, name, source.certificate()));
        byte[] keyOctets = contentOf(kind, name, source.key());
        PrivateKey key;
        try {
            key = signatures.prepare(PrivateKeys.read(keyOctets, source.passphrase()));
        } catch (UnreadableException e) {
            throw unusable(
                    kind,
                    name,
                    source.key(),
                    "the private key can not be used: " + e.why(),
                    e.fix().orElse("give the key of the certificate, as PKCS#8, PKCS#1 or SEC1"));
        } catch (GeneralSecurityException e) {
            throw unusable(
                    kind,
                    name,
                    source.key(),
                    "no provider on this machine can use the private key",
                    "use RSA of 2048 bits or more, or ECDSA with P-256, P-384 or P-521");
        } finally {
            Arrays.fill(keyOctets, (byte) 0);
        }
        PublicKey publicKey = chain.getFirst().getPublicKey();
        KeyKind keyKind = KeyKind.of(publicKey)
                .orElseThrow(() -> unusable(
                        kind,
                        name,
                        source.certificate(),
                        "its key of algorithm " + publicKey.getAlgorithm() + " is of no use in IKEv2",
                        "use RSA, ECDSA with P-256, P-384 or P-521, Ed25519 or Ed448"));
        if (!fits(key, publicKey, keyKind)) {
            throw unusable(
                    kind,
                    name,
                    source.key(),
                    "the private key does not belong to the certificate of " + Certificates.nameOf(chain.getFirst()),
                    "give the key that the certificate was issued for; if the file has several certificates, ours must be the first");
        }
        return new PkiSet.Own(
                name, source.certificate().toString(), chain, keyKind, new PrivateKeyHandle(name, publicKey, key));
    }

    /** Whether what one signs the other verifies. */
    private boolean fits(PrivateKey key, PublicKey publicKey, KeyKind kind) {
        SignatureScheme scheme = SignatureScheme.preferred(kind, false, false).getFirst();
        try {
            return signatures.verify(publicKey, scheme, SAMPLE, signatures.sign(key, scheme, SAMPLE, random));
        } catch (GeneralSecurityException anotherKind) {
            return false;
        }
    }

    private PkiSet.Authority authority(PkiSources.Authority source, List<PkiProblem> warnings) throws Unusable {
        String kind = PkiProblem.AUTHORITY;
        byte[] content;
        try {
            content = contentOf(kind, source.name(), source.source());
        } catch (Unusable e) {
            byte[] before = source.source() instanceof PkiSources.At(PkiUrl url) ? lastGood.get(url) : null;
            if (before == null) {
                throw e;
            }
            warnings.add(e.problem);
            content = before;
        }
        List<X509Certificate> certificates = certificates(kind, source.name(), source.source(), content);
        for (X509Certificate certificate : certificates) {
            // Version 1 certificates of old authorities have no extensions at all; they are trusted because they are
            // configured.
            if (certificate.getVersion() == 3
                    && certificate.getBasicConstraints() < 0
                    && !Certificates.isSelfIssued(certificate)) {
                throw unusable(
                        kind,
                        source.name(),
                        source.source(),
                        "the certificate of " + Certificates.nameOf(certificate)
                                + " is not of a certification authority",
                        "give the certificate of the CA that issued the peers' certificates");
            }
        }
        if (source.source() instanceof PkiSources.At(PkiUrl url)) {
            lastGood.put(url, content);
        }
        return new PkiSet.Authority(source.name(), source.source().toString(), certificates);
    }

    private static List<X509Certificate> certificates(
            String kind, String name, PkiSources.Source source, byte[] content) throws Unusable {
        try {
            return Certificates.readAll(content);
        } catch (UnreadableException e) {
            throw unusable(kind, name, source, e.why(), "give an X.509 certificate in PEM or DER");
        }
    }

    private static CrlSource list(PkiSources.RevocationList list) throws Unusable {
        return switch (list.source()) {
            case PkiSources.At(PkiUrl url) -> new CrlSource.Fetched(list.name(), url);
            case PkiSources.Inline(Secret content) -> {
                try {
                    yield new CrlSource.Given(list.name(), Certificates.readCrl(content.octets()));
                } catch (UnreadableException e) {
                    throw unusable(
                            PkiProblem.LIST, list.name(), list.source(), e.why(), "give an X.509 CRL in PEM or DER");
                }
            }
        };
    }

    private byte[] contentOf(String kind, String name, PkiSources.Source source) throws Unusable {
        return switch (source) {
            case PkiSources.Inline(Secret content) -> content.octets();
            case PkiSources.At(PkiUrl url) -> {
                try {
                    yield fetcher.get(url, Fetcher.Limits.CONFIGURED);
                } catch (FetchException e) {
                    throw unusable(
                            kind,
                            name,
                            source,
                            "it could not be fetched: " + e.why(),
                            "see that the URL is right and its server can be reached from this machine");
                }
            }
        };
    }

    private static Unusable unusable(String kind, String name, PkiSources.Source source, String why, String fix) {
        return new Unusable(new PkiProblem(kind, name, source.toString(), why, fix));
    }
}
