package io.xfrmgate.agent.pki.revocation;

import static io.xfrmgate.agent.pki.Certificates.nameOf;

import io.xfrmgate.agent.pki.fetch.Kept;
import io.xfrmgate.agent.pki.fetch.PkiUrl;
import io.xfrmgate.agent.pki.path.Strength;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CRLReason;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks a certificate up in CRLs as RFC 5280 section 6.3 says: the configured ones first, then those that it names itself; with delta
 * CRLs where they are named. A CRL that has ended still revokes what it lists; it only does not clear anybody any more.
 */
public final class CrlJudge {
    private static final int CRL_SIGN = 6;

    /** By which clocks may differ. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final Function<PkiUrl, Kept<X509CRL>> crls;

    /** @param crls fetches a CRL, or has it; may block */
    public CrlJudge(Function<PkiUrl, Kept<X509CRL>> crls) {
        this.crls = crls;
    }

    /**
     * Looks it up.
     *
     * @param issuers of the certificate first, then others that may have signed its CRL: authorities of the same name
     * @param rules with CRLs of any issuers
     * @param weak whether CRLs with weak signatures are believed
     */
    public Status check(
            X509Certificate certificate,
            List<X509Certificate> issuers,
            RevocationRules rules,
            boolean weak,
            Instant now) {
        Lookup lookup = new Lookup(certificate, issuers, rules.namespace(), weak, now);
        List<PkiUrl> asked = new ArrayList<>();
        for (CrlSource source : rules.lists()) {
            lookup.ask(source);
            if (source instanceof CrlSource.Fetched(String name, PkiUrl url)) {
                asked.add(url);
            }
        }
        for (PkiUrl point : CrlScope.distributionPoints(certificate)) {
            PkiUrl url = point.in(rules.namespace());
            if (!lookup.isDecided() && !asked.contains(url)) {
                lookup.ask(new CrlSource.Point(url));
            }
        }
        return lookup.status();
    }

    /** One certificate's way through the CRLs. */
    private final class Lookup {
        private final X509Certificate certificate;
        private final List<X509Certificate> issuers;
        private final Optional<String> namespace;
        private final boolean weak;
        private final Instant now;
        private final List<String> notes = new ArrayList<>();
        private boolean cleared;
        private Optional<Status.Revoked> revoked = Optional.empty();

        Lookup(
                X509Certificate certificate,
                List<X509Certificate> issuers,
                Optional<String> namespace,
                boolean weak,
                Instant now) {
            this.namespace = namespace;
            this.certificate = certificate;
            this.issuers = issuers;
            this.weak = weak;
            this.now = now;
        }

        boolean isDecided() {
            return cleared || revoked.isPresent();
        }

        Status status() {
            if (revoked.isPresent()) {
                return revoked.get();
            }
            if (cleared) {
                return new Status.Good();
            }
            return new Status.Unknown(
                    notes.isEmpty()
                            ? "no ca-crl is configured for " + nameOf(certificate.getIssuerX500Principal())
                                    + ", and the certificate names none that can be fetched"
                            : String.join("; ", notes));
        }

        void ask(CrlSource source) {
            Optional<X509CRL> found = find(source);
            if (found.isEmpty()) {
                return;
            }
            X509CRL crl = found.get();
            if (!crl.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())) {
                if (source instanceof CrlSource.Point) {
                    notes.add(source + " is of " + nameOf(crl.getIssuerX500Principal()));
                }
                return;
            }
            Optional<String> obstacle = obstacle(crl);
            if (obstacle.isPresent()) {
                notes.add(source + " " + obstacle.get());
                return;
            }
            judge(source, crl);
        }

        private Optional<X509CRL> find(CrlSource source) {
            return switch (source) {
                case CrlSource.Given(String name, X509CRL crl) -> Optional.of(crl);
                case CrlSource.Fetched(String name, PkiUrl url) -> fetch(source, url);
                case CrlSource.Point(PkiUrl url) -> fetch(source, url);
            };
        }

        private Optional<X509CRL> fetch(CrlSource source, PkiUrl url) {
            Kept<X509CRL> kept = crls.apply(url);
            if (kept.value().isEmpty()) {
                notes.add(source + " could not be fetched: " + kept.failure().orElse("it was never tried"));
            }
            return kept.value();
        }

        /** Why nothing in the CRL is to be believed. */
        private Optional<String> obstacle(X509CRL crl) {
            if (now.plus(SKEW).isBefore(crl.getThisUpdate().toInstant())) {
                return Optional.of("is dated " + crl.getThisUpdate().toInstant() + ", in the future");
            }
            Optional<String> weakness = weak ? Optional.empty() : Strength.weaknessOf(crl);
            if (weakness.isPresent()) {
                return weakness;
            }
            if (issuers.stream().noneMatch(issuer -> isSignedBy(crl, issuer))) {
                return Optional.of("is not signed by the key of " + nameOf(certificate.getIssuerX500Principal()));
            }
            return CrlScope.obstacle(crl, certificate);
        }

        private void judge(CrlSource source, X509CRL crl) {
            if (CrlScope.baseNumber(crl).isPresent()) {
                notes.add(source + " is a delta CRL; configure the complete one");
                return;
            }
            Optional<X509CRL> delta = delta(crl);
            Optional<X509CRLEntry> entry = delta.flatMap(this::entryOf).or(() -> entryOf(crl));
            if (entry.isPresent() && entry.get().getRevocationReason() != CRLReason.REMOVE_FROM_CRL) {
                revoked = Optional.of(new Status.Revoked(howOf(entry.get()) + ", says " + source));
                return;
            }
            Instant end = endOf(crl);
            if (!now.isBefore(end)) {
                notes.add(source + " ended on " + end
                        + failureOf(source)
                                .map(why -> ", and a newer one could not be fetched: " + why)
                                .orElse(""));
            } else if (CrlScope.isPartial(crl)) {
                notes.add(source + " is for some reasons only");
            } else {
                cleared = true;
            }
        }

        private Optional<String> failureOf(CrlSource source) {
            return switch (source) {
                case CrlSource.Given _ -> Optional.empty();
                case CrlSource.Fetched(String name, PkiUrl url) ->
                    crls.apply(url).failure();
                case CrlSource.Point(PkiUrl url) -> crls.apply(url).failure();
            };
        }

        /** The delta CRL to that CRL, where one is named and fits (section 5.2.4). */
        private Optional<X509CRL> delta(X509CRL base) {
            List<PkiUrl> urls = new ArrayList<>(CrlScope.freshest(base));
            urls.addAll(CrlScope.freshest(certificate));
            Optional<BigInteger> number = CrlScope.number(base);
            if (number.isEmpty()) {
                return Optional.empty();
            }
            for (PkiUrl url : urls) {
                Optional<X509CRL> delta = crls.apply(url.in(namespace)).value();
                if (delta.isPresent() && isDeltaTo(delta.get(), base, number.get())) {
                    return delta;
                }
            }
            return Optional.empty();
        }

        private boolean isDeltaTo(X509CRL delta, X509CRL base, BigInteger number) {
            return delta.getIssuerX500Principal().equals(base.getIssuerX500Principal())
                    && CrlScope.baseNumber(delta)
                            .filter(b -> b.compareTo(number) <= 0)
                            .isPresent()
                    && CrlScope.number(delta)
                            .filter(n -> n.compareTo(number) > 0)
                            .isPresent()
                    && now.isBefore(endOf(delta))
                    && obstacle(delta).isEmpty();
        }

        private Optional<X509CRLEntry> entryOf(X509CRL crl) {
            return Optional.ofNullable(crl.getRevokedCertificate(certificate));
        }
    }

    private static boolean isSignedBy(X509CRL crl, X509Certificate issuer) {
        if (!issuer.getSubjectX500Principal().equals(crl.getIssuerX500Principal())) {
            return false;
        }
        boolean[] usage = issuer.getKeyUsage();
        if (usage != null && !usage[CRL_SIGN]) {
            return false;
        }
        try {
            crl.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException notByThatKey) {
            return false;
        }
    }

    /** Until when a CRL clears anybody; one without nextUpdate does not end. */
    public static Instant endOf(X509CRL crl) {
        return crl.getNextUpdate() == null ? Instant.MAX : crl.getNextUpdate().toInstant();
    }

    private static String howOf(X509CRLEntry entry) {
        CRLReason reason = entry.getRevocationReason();
        return "since " + entry.getRevocationDate().toInstant()
                + (reason == null
                        ? ""
                        : " (" + reason.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")");
    }
}
