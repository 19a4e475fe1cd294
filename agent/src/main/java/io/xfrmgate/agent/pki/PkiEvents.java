package io.xfrmgate.agent.pki;

import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.agent.pki.fetch.Kept;
import io.xfrmgate.agent.pki.fetch.PkiUrl;
import io.xfrmgate.agent.pki.revocation.CrlJudge;
import io.xfrmgate.agent.pki.revocation.OcspAnswer;
import io.xfrmgate.agent.pki.revocation.OcspQuery;
import io.xfrmgate.ike.pki.PkiRequest;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/** What happens to certificates and CRLs, as lines of the log and as counts. Repetitions are told of seldom. */
public final class PkiEvents {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int REMEMBERED = 1_000;

    private final Logger log;
    private final InstantSource clock;
    private final Map<X509Certificate, Instant> warnedOfEnd = new HashMap<>();
    private final AtomicLong ocspFailures = new AtomicLong();
    private final AtomicLong lookupFailures = new AtomicLong();
    private final AtomicLong crlFailures = new AtomicLong();

    /** When a warning was last given; the oldest ones go. */
    private final Map<String, Instant> warned = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    public PkiEvents(Logger log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /** A CRL was fetched, or could not be. */
    void crlAttempted(PkiUrl url, Kept<X509CRL> kept) {
        if (kept.failure().isPresent()) {
            crlFailures.incrementAndGet();
            if (isWorthTelling(kept.failuresInRow())) {
                LogLine line = LogLine.event("crl-fetch-failed")
                        .add("url", url)
                        .add("why", kept.failure().get())
                        .add("failures", kept.failuresInRow())
                        .add("next_try", kept.dueAt());
                kept.value().ifPresent(crl -> line.add("still_used_until", CrlJudge.endOf(crl)));
                log.warn("{}", line);
            }
            return;
        }
        X509CRL crl = kept.value().orElseThrow();
        boolean stale = !clock.instant().isBefore(CrlJudge.endOf(crl));
        LogLine line = LogLine.event(stale ? "crl-stale" : "crl-fetched")
                .add("url", url)
                .add("issuer", Certificates.nameOf(crl.getIssuerX500Principal()))
                .add("this_update", crl.getThisUpdate().toInstant())
                .add("next_update", CrlJudge.endOf(crl));
        if (!stale) {
            log.info("{}", line);
        } else if (isNew("stale " + url, HOUR)) {
            log.warn("{}", line);
        }
    }

    /** The first failure, then ever fewer. */
    private static boolean isWorthTelling(int failuresInRow) {
        return Integer.bitCount(failuresInRow) == 1;
    }

    void ocspAttempted(OcspQuery query, Kept<OcspAnswer> kept) {
        if (kept.failure().isPresent()) {
            ocspFailures.incrementAndGet();
            if (isNew("ocsp " + query.responder() + kept.failure().get(), HOUR)) {
                log.warn(
                        "{}",
                        LogLine.event("ocsp-failed")
                                .add("url", query.responder())
                                .add("certificate", Certificates.nameOf(query.certificate()))
                                .add("why", kept.failure().get()));
            }
        }
    }

    void lookupAttempted(PkiUrl url, Optional<String> failure) {
        if (failure.isPresent()) {
            lookupFailures.incrementAndGet();
            if (isNew("lookup " + url, HOUR)) {
                log.warn(
                        "{}",
                        LogLine.event("certificate-fetch-failed")
                                .add("url", url)
                                .add("why", failure.get()));
            }
        }
    }

    /** What a policy let pass. */
    void peerWarnings(PkiRequest.ValidatePeer request, List<String> warnings) {
        for (String warning : warnings) {
            if (isNew(request.policy().name() + " " + warning, HOUR)) {
                log.warn(
                        "{}",
                        LogLine.event("peer-certificate-warning")
                                .add("config", request.policy().name())
                                .add("peer", request.claimed())
                                .add("remote", request.address())
                                .add("detail", warning));
            }
        }
    }

    /** An object could not be loaded. */
    public void notLoaded(PkiProblem problem) {
        log.warn(
                "{}",
                LogLine.event("pki-not-loaded")
                        .add("kind", problem.kind())
                        .add("name", problem.name())
                        .add("from", problem.where())
                        .add("why", problem.why()));
    }

    void internalError(String doing, Throwable error) {
        log.error(
                "{}",
                LogLine.event("internal-error").add("doing", "pki-" + doing).add("error", error));
    }

    /** Warns of certificates that end within 30 days, each once a day. */
    void lookAt(PkiSet set, Instant now) {
        for (PkiSet.Own own : set.own().values()) {
            own.chain().forEach(certificate -> lookAt("certificate", own.name(), certificate, now));
        }
        for (PkiSet.Authority ca : set.authorities().values()) {
            ca.certificates().forEach(certificate -> lookAt("ca-certificate", ca.name(), certificate, now));
        }
    }

    private void lookAt(String kind, String name, X509Certificate certificate, Instant now) {
        CertificateView.State state = PkiViews.stateOf(certificate, now);
        boolean bad = state == CertificateView.State.EXPIRES_SOON || state == CertificateView.State.EXPIRED;
        Instant last = warnedOfEnd.get(certificate);
        if (!bad || (last != null && now.isBefore(last.plus(DAY)))) {
            return;
        }
        warnedOfEnd.put(certificate, now);
        Instant end = certificate.getNotAfter().toInstant();
        log.warn(
                "{}",
                LogLine.event(state == CertificateView.State.EXPIRED ? "certificate-expired" : "certificate-expires")
                        .add("kind", kind)
                        .add("name", name)
                        .add("subject", Certificates.nameOf(certificate))
                        .add("not_after", end)
                        .add("days_left", Duration.between(now, end).toDays()));
    }

    private boolean isNew(String what, Duration pause) {
        Instant now = clock.instant();
        synchronized (warned) {
            Instant last = warned.get(what);
            if (last != null && now.isBefore(last.plus(pause))) {
                return false;
            }
            warned.remove(what);
            warned.put(what, now);
            return true;
        }
    }

    long ocspFailures() {
        return ocspFailures.get();
    }

    long lookupFailures() {
        return lookupFailures.get();
    }

    /** Of CRLs from anywhere. */
    long crlFailures() {
        return crlFailures.get();
    }
}
