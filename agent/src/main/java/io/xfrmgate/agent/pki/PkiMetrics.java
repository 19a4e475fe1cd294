package io.xfrmgate.agent.pki;

import io.xfrmgate.agent.pki.fetch.PkiUrl;
import io.xfrmgate.agent.pki.revocation.CrlJudge;
import io.xfrmgate.agent.pki.revocation.CrlSource;
import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.Series;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** When certificates end, how old CRLs are, and what could not be fetched, for the metrics. */
public final class PkiMetrics {
    private static final double MILLIS = 1_000;

    private final GateMetrics metrics;
    private final PkiService service;
    private final InstantSource clock;
    private final List<Series> ofSet = new ArrayList<>();

    /** The counters; {@link #show} adds what the configuration names. */
    public PkiMetrics(GateMetrics metrics, PkiService service, PkiEvents events, InstantSource clock) {
        this.metrics = metrics;
        this.service = service;
        this.clock = clock;
        metrics.counter("xfrmgate_crl_failures_total", "Fetches of CRLs that failed.", Map.of(), events::crlFailures);
        metrics.counter(
                "xfrmgate_ocsp_failures_total",
                "Questions to OCSP responders that failed.",
                Map.of(),
                events::ocspFailures);
        metrics.counter(
                "xfrmgate_certificate_lookup_failures_total",
                "Certificates by hash and URL that could not be fetched.",
                Map.of(),
                events::lookupFailures);
    }

    /** Shows the certificates and CRLs of that set, and no others any more. */
    public synchronized void show(PkiSet set) {
        ofSet.forEach(Series::remove);
        ofSet.clear();
        set.own().values().forEach(own -> expiry("certificate", own.name(), own.certificate()));
        for (PkiSet.Authority ca : set.authorities().values()) {
            ca.certificates().stream()
                    .min(java.util.Comparator.comparing(X509Certificate::getNotAfter))
                    .ifPresent(first -> expiry("ca-certificate", ca.name(), first));
        }
        for (CrlSource source :
                set.lists().values().stream().flatMap(List::stream).toList()) {
            switch (source) {
                case CrlSource.Given(String name, X509CRL crl) ->
                    list(labels(name, Optional.empty()), () -> Optional.of(crl));
                case CrlSource.Fetched(String name, PkiUrl url) -> {
                    list(labels(name, url.namespace()), () -> service.kept(url).value());
                    fetches(name, url);
                }
                case CrlSource.Point _ -> {}
            }
        }
    }

    private void expiry(String kind, String name, X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        ofSet.add(metrics.gauge(
                "xfrmgate_certificate_expiry_seconds",
                "Until the certificate ends; below 0 when it has. Of several in one file, the first to end.",
                Map.of("kind", kind, "name", name),
                () -> secondsBetween(clock.instant(), end)));
    }

    private static Map<String, String> labels(String name, Optional<String> namespace) {
        return Map.of("name", name, "netns", namespace.orElse(""));
    }

    private void list(Map<String, String> labels, java.util.function.Supplier<Optional<X509CRL>> crl) {
        ofSet.add(metrics.gauge(
                "xfrmgate_crl_age_seconds",
                "Since the CRL was issued; NaN while there is none.",
                labels,
                () -> seconds(crl.get(), c -> secondsBetween(c.getThisUpdate().toInstant(), clock.instant()))));
        ofSet.add(metrics.gauge(
                "xfrmgate_crl_expiry_seconds",
                "Until the CRL's nextUpdate; below 0 when it is over, NaN while there is no CRL.",
                labels,
                () -> seconds(
                        crl.get(),
                        c -> c.getNextUpdate() == null
                                ? Double.POSITIVE_INFINITY
                                : secondsBetween(clock.instant(), CrlJudge.endOf(c)))));
        ofSet.add(metrics.gauge(
                "xfrmgate_crl_revoked",
                "Certificates that the CRL lists.",
                labels,
                () -> seconds(
                        crl.get(),
                        c -> c.getRevokedCertificates() == null
                                ? 0.0
                                : c.getRevokedCertificates().size())));
    }

    private void fetches(String name, PkiUrl url) {
        ofSet.add(metrics.counter(
                "xfrmgate_crl_fetches_total",
                "Attempts to fetch the CRL.",
                Map.of("name", name, "netns", url.namespace().orElse(""), "result", "ok"),
                () -> service.kept(url).fetches()));
        ofSet.add(metrics.counter(
                "xfrmgate_crl_fetches_total",
                "Attempts to fetch the CRL.",
                Map.of("name", name, "netns", url.namespace().orElse(""), "result", "failed"),
                () -> service.kept(url).failures()));
    }

    private static double seconds(Optional<X509CRL> crl, Function<X509CRL, Double> value) {
        return crl.map(value).orElse(Double.NaN);
    }

    private static double secondsBetween(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / MILLIS;
    }
}
