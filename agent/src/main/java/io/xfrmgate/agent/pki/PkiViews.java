package io.xfrmgate.agent.pki;

import io.xfrmgate.agent.pki.fetch.Kept;
import io.xfrmgate.agent.pki.fetch.PkiUrl;
import io.xfrmgate.agent.pki.revocation.CrlJudge;
import io.xfrmgate.agent.pki.revocation.CrlSource;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;

/** Snapshots for those who print. */
final class PkiViews {
    private static final String CONFIGURATION = "the configuration";

    private PkiViews() {}

    static List<CertificateView> own(PkiSet set, Instant now) {
        return set.own().values().stream()
                .sorted(Comparator.comparing(PkiSet.Own::name))
                .flatMap(own -> views(own.name(), own.source(), own.chain(), now).stream())
                .toList();
    }

    static List<CertificateView> authorities(PkiSet set, Instant now) {
        return set.authorities().values().stream()
                .sorted(Comparator.comparing(PkiSet.Authority::name))
                .flatMap(ca -> views(ca.name(), ca.source(), ca.certificates(), now).stream())
                .toList();
    }

    static List<CertificateEncoding> encodings(PkiSet set) {
        List<CertificateEncoding> encodings = new ArrayList<>();
        set.own().values().stream()
                .sorted(Comparator.comparing(PkiSet.Own::name))
                .forEach(own -> own.chain()
                        .forEach(certificate ->
                                add(encodings, certificate.equals(own.certificate()), false, certificate)));
        set.authorities().values().stream()
                .sorted(Comparator.comparing(PkiSet.Authority::name))
                .forEach(ca -> ca.certificates().forEach(certificate -> add(encodings, false, true, certificate)));
        return encodings;
    }

    private static void add(
            List<CertificateEncoding> encodings, boolean ours, boolean authority, X509Certificate certificate) {
        try {
            encodings.add(new CertificateEncoding(ours, authority, certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can not be written", e);
        }
    }

    private static List<CertificateView> views(
            String name, String source, List<X509Certificate> certificates, Instant now) {
        List<CertificateView> views = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
            views.add(new CertificateView(
                    name,
                    views.size(),
                    Certificates.nameOf(certificate),
                    Certificates.nameOf(certificate.getIssuerX500Principal()),
                    certificate.getSerialNumber().toString(16),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant(),
                    keyOf(certificate.getPublicKey()),
                    certificate.getSigAlgName(),
                    source,
                    stateOf(certificate, now)));
        }
        return views;
    }

    static CertificateView.State stateOf(X509Certificate certificate, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        if (!now.isAfter(end) && now.isBefore(certificate.getNotBefore().toInstant())) {
            return CertificateView.State.NOT_YET_VALID;
        }
        return CertificateView.State.until(end, now);
    }

    private static String keyOf(PublicKey key) {
        return switch (key) {
            case RSAKey rsa -> "RSA " + rsa.getModulus().bitLength() + " bits";
            case ECKey ec -> "EC " + ec.getParams().getOrder().bitLength() + " bits";
            default -> key.getAlgorithm();
        };
    }

    static List<CrlView> lists(PkiSet set, Map<PkiUrl, Kept<X509CRL>> kept, Instant now) {
        List<CrlView> views = new ArrayList<>();
        Set<PkiUrl> configured = set.crlUrls();
        set.lists().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(entry -> entry.getValue().stream())
                .forEach(source -> views.add(
                        switch (source) {
                            case CrlSource.Given(String name, X509CRL crl) ->
                                view(
                                        Optional.of(name),
                                        CONFIGURATION,
                                        Optional.of(crl),
                                        Optional.empty(),
                                        Optional.empty(),
                                        0,
                                        0,
                                        now);
                            case CrlSource.Fetched(String name, PkiUrl url) ->
                                view(Optional.of(name), url, kept.getOrDefault(url, Kept.nothing()), now);
                            case CrlSource.Point(PkiUrl url) ->
                                view(Optional.empty(), url, kept.getOrDefault(url, Kept.nothing()), now);
                        }));
        kept.entrySet().stream()
                .filter(entry -> !configured.contains(entry.getKey()))
                .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
                .forEach(entry -> views.add(view(Optional.empty(), entry.getKey(), entry.getValue(), now)));
        return views;
    }

    private static CrlView view(Optional<String> name, PkiUrl url, Kept<X509CRL> kept, Instant now) {
        return view(
                name,
                url.toString(),
                kept.value(),
                kept.fetchedAt(),
                kept.failure(),
                kept.fetches(),
                kept.failures(),
                now);
    }

    private static CrlView view(
            Optional<String> name,
            String source,
            Optional<X509CRL> crl,
            Optional<Instant> fetched,
            Optional<String> failure,
            long fetches,
            long failures,
            Instant now) {
        CrlView.State state = crl.map(c -> now.isBefore(CrlJudge.endOf(c)) ? CrlView.State.FRESH : CrlView.State.STALE)
                .orElse(CrlView.State.MISSING);
        return new CrlView(name, source, crl.map(PkiViews::content), fetched, failure, fetches, failures, state);
    }

    private static CrlView.Content content(X509CRL crl) {
        Set<?> entries = crl.getRevokedCertificates();
        byte[] number = crl.getExtensionValue(Extension.cRLNumber.getId());
        return new CrlView.Content(
                Certificates.nameOf(crl.getIssuerX500Principal()),
                number == null
                        ? Optional.empty()
                        : Optional.of(ASN1Integer.getInstance(
                                        ASN1OctetString.getInstance(number).getOctets())
                                .getValue()
                                .toString()),
                crl.getThisUpdate().toInstant(),
                Optional.ofNullable(crl.getNextUpdate()).map(java.util.Date::toInstant),
                entries == null ? 0 : entries.size());
    }
}
