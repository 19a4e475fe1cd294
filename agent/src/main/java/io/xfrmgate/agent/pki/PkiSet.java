package io.xfrmgate.agent.pki;

import io.xfrmgate.agent.pki.fetch.PkiUrl;
import io.xfrmgate.agent.pki.path.Anchor;
import io.xfrmgate.agent.pki.revocation.CrlSource;
import io.xfrmgate.agent.pki.revocation.RevocationRules;
import io.xfrmgate.ike.pki.Credential;
import io.xfrmgate.ike.pki.KeyKind;
import io.xfrmgate.ike.pki.SignatureScheme;
import io.xfrmgate.ike.pki.TrustPolicy;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/** Everything that the configuration names, read and found good. A reload makes a new one. */
public final class PkiSet {
    /** Nothing. */
    public static final PkiSet EMPTY = new PkiSet(Map.of(), Map.of(), Map.of());

    /** As many as a path may have: more would not be believed by anybody. */
    private static final int MAX_CHAIN = 8;

    /**
     * A certificate of ours.
     *
     * @param chain ours first, then what came with it
     */
    record Own(String name, String source, List<X509Certificate> chain, KeyKind kind, PrivateKeyHandle key) {
        X509Certificate certificate() {
            return chain.getFirst();
        }
    }

    /** An authority's certificates. */
    record Authority(String name, String source, List<X509Certificate> certificates) {}

    private final Map<String, Own> own;
    private final Map<String, Authority> authorities;
    /** Of each name one, or one for each network namespace that it is fetched from. */
    private final Map<String, List<CrlSource>> lists;

    PkiSet(Map<String, Own> own, Map<String, Authority> authorities, Map<String, List<CrlSource>> lists) {
        this.own = Map.copyOf(own);
        this.authorities = Map.copyOf(authorities);
        this.lists = Map.copyOf(lists);
    }

    Map<String, Own> own() {
        return own;
    }

    Map<String, Authority> authorities() {
        return authorities;
    }

    Map<String, List<CrlSource>> lists() {
        return lists;
    }

    /** Where the CRLs of the configuration are. */
    Set<PkiUrl> crlUrls() {
        return lists.values().stream()
                .flatMap(List::stream)
                .flatMap(list ->
                        list instanceof CrlSource.Fetched(String name, PkiUrl url) ? Stream.of(url) : Stream.empty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether everything of these names is here. */
    public boolean has(Optional<String> certificate, List<String> authorityNames, List<String> listNames) {
        return certificate.stream().allMatch(own::containsKey)
                && authorities.keySet().containsAll(authorityNames)
                && lists.keySet().containsAll(listNames);
    }

    /**
     * What a map or template proves itself with.
     *
     * @param certificate by its name in the configuration
     * @param authorityNames of which intermediate certificates are sent along where ours needs them
     * @param schemes by which a key of a kind signs
     * @param url where peers may fetch our certificate
     * @throws IllegalArgumentException if there is no certificate or authority of that name
     */
    public Credential credential(
            String certificate,
            List<String> authorityNames,
            Function<KeyKind, List<SignatureScheme>> schemes,
            Optional<String> url) {
        Own mine = known(own, certificate);
        return new Credential(
                certificate,
                chainOf(mine, authorityNames).stream().map(Certificates::derOf).toList(),
                mine.kind(),
                schemes.apply(mine.kind()),
                mine.key(),
                url.map(Credential.HashAndUrl::new));
    }

    /** The subject of one of our certificates; empty if the certificate has none. */
    public Optional<X500Principal> subject(String certificate) {
        return Optional.of(known(own, certificate).certificate().getSubjectX500Principal())
                .filter(subject -> !Certificates.nameOf(subject).isEmpty());
    }

    /** Ours, and what leads from it towards an anchor; without the anchor, which who needs it has (TS 33.310). */
    private List<X509Certificate> chainOf(Own mine, List<String> authorityNames) {
        List<X509Certificate> known = new ArrayList<>(mine.chain());
        known.addAll(certificatesOf(authorityNames));
        List<X509Certificate> chain = new ArrayList<>(List.of(mine.certificate()));
        while (chain.size() < MAX_CHAIN && !Certificates.isSelfIssued(chain.getLast())) {
            X509Certificate last = chain.getLast();
            Optional<X509Certificate> issuer = known.stream()
                    .filter(c -> c.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                    .filter(c -> !Certificates.isSelfIssued(c) && !chain.contains(c))
                    .filter(c -> isSignedBy(last, c))
                    .findFirst();
            if (issuer.isEmpty()) {
                break;
            }
            chain.add(issuer.get());
        }
        return chain;
    }

    /**
     * Whose certificates a map or template accepts.
     *
     * @param owner name of the map or template
     * @param authorityNames where paths may end, with intermediate ones among them
     * @param listNames CRLs
     * @param mode empty: strict where CRLs or OCSP are configured, else soft
     * @param weak weak keys and signatures pass, with a warning
     * @param namespace the network namespace whence servers are reached; empty is the daemon's own
     * @throws IllegalArgumentException if there is no authority or CRL of that name
     */
    public TrustPolicy policy(
            String owner,
            List<String> authorityNames,
            List<String> listNames,
            Optional<RevocationRules.Mode> mode,
            Optional<RevocationRules.Ocsp> ocsp,
            boolean hashAndUrl,
            boolean weak,
            Optional<String> namespace) {
        Set<X509Certificate> all = certificatesOf(authorityNames);
        List<Anchor> anchors = new ArrayList<>();
        List<X509Certificate> intermediates = new ArrayList<>();
        for (String name : authorityNames) {
            for (X509Certificate certificate : known(authorities, name).certificates()) {
                if (isAnchor(certificate, all)) {
                    anchors.add(new Anchor(name, certificate));
                } else {
                    intermediates.add(certificate);
                }
            }
        }
        List<CrlSource> crls = listNames.stream()
                .flatMap(name -> known(lists, name).stream())
                .filter(source -> isReachedFrom(source, namespace))
                .toList();
        boolean configured = !crls.isEmpty() || ocsp.isPresent();
        RevocationRules rules = new RevocationRules(
                mode.orElse(configured ? RevocationRules.Mode.STRICT : RevocationRules.Mode.SOFT),
                crls,
                ocsp,
                namespace);
        List<byte[]> hashes = new ArrayList<>();
        anchors.forEach(anchor -> hashes.add(keyHashOf(anchor.certificate())));
        intermediates.forEach(intermediate -> hashes.add(keyHashOf(intermediate)));
        return new TrustPolicy(owner, hashes, weak, hashAndUrl, new PeerRules(anchors, intermediates, rules));
    }

    private static boolean isReachedFrom(CrlSource source, Optional<String> namespace) {
        return !(source instanceof CrlSource.Fetched(String _, PkiUrl url)) || url.equals(url.in(namespace));
    }

    /** One that another configured one has issued is on the way to that; any other is trusted because it is configured. */
    private static boolean isAnchor(X509Certificate certificate, Set<X509Certificate> all) {
        return Certificates.isSelfIssued(certificate)
                || all.stream()
                        .filter(other -> !other.equals(certificate))
                        .noneMatch(other -> other.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                                && isSignedBy(certificate, other));
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (java.security.GeneralSecurityException notByThatKey) {
            return false;
        }
    }

    private Set<X509Certificate> certificatesOf(List<String> authorityNames) {
        Set<X509Certificate> certificates = new LinkedHashSet<>();
        authorityNames.forEach(
                name -> certificates.addAll(known(authorities, name).certificates()));
        return certificates;
    }

    private static <T> T known(Map<String, T> objects, String name) {
        T object = objects.get(name);
        if (object == null) {
            throw new IllegalArgumentException("nothing is called " + name);
        }
        return object;
    }

    /** SHA-1 of the SubjectPublicKeyInfo, by which CERTREQ names an authority. */
    private static byte[] keyHashOf(X509Certificate certificate) {
        try {
            return MessageDigest.getInstance("SHA-1")
                    .digest(certificate.getPublicKey().getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}
