package io.xfrmgate.agent.pki;

import static io.xfrmgate.agent.pki.PkiBench.assertInvalid;
import static io.xfrmgate.agent.pki.PkiBench.assertValid;
import static io.xfrmgate.agent.pki.TestCa.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.pki.TestCa.CrlSpec;
import io.xfrmgate.agent.pki.TestCa.Issued;
import io.xfrmgate.agent.pki.TestCa.Spec;
import io.xfrmgate.agent.pki.revocation.RevocationRules.Mode;
import io.xfrmgate.ike.pki.PkiAnswer.Reason;
import io.xfrmgate.ike.wire.Identification;
import java.time.Duration;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CRLs: configured, named by certificates, old, forged, partial, deltas; under each policy. */
final class RevocationTest {
    private static final Identification FEMTO = Identification.fqdn("femto1.example");
    private static final Spec SPEC = Spec.of("CN=femto1").fqdn("femto1.example");
    private static final String URL = "http://192.0.2.9/root.crl";
    private static final String DELTA_URL = "http://192.0.2.9/delta.crl";

    private final TestCa root = TestCa.root("CN=Root");
    private final Issued femto = root.issue(SPEC);
    private final PkiBench bench = new PkiBench();

    @BeforeEach
    void strict() {
        bench.trust(root).revocation(Mode.STRICT);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static CrlSpec expired(long number) {
        return CrlSpec.of(number).between(NOW.minus(Duration.ofDays(3)), NOW.minus(Duration.ofDays(2)));
    }

    @Test
    void whoIsNotInAFreshCrlIsGood() {
        bench.servers.put(URL, root.crl(CrlSpec.of(1).revoke(root.issue(SPEC).certificate(), CRLReason.superseded)));

        assertValid(bench.crlAt(URL).ask(FEMTO, femto.der()));
    }

    @Test
    void whoIsInTheCrlIsRefusedUnderBothPolicies() {
        bench.servers.put(URL, root.crl(CrlSpec.of(1).revoke(femto.certificate(), CRLReason.keyCompromise)));

        bench.crlAt(URL);
        assertInvalid(
                bench.ask(FEMTO, femto.der()),
                Reason.REVOKED,
                "certificate CN=femto1 is revoked since 2026-06-01T11:00:00Z (key compromise)",
                "ca-crl crl0 from " + URL);
        assertInvalid(bench.revocation(Mode.SOFT).ask(FEMTO, femto.der()), Reason.REVOKED);
        assertValid(bench.revocation(Mode.OFF).ask(FEMTO, femto.der()));
    }

    @Test
    void whoWasGoodAndIsRevokedNowIsRefused() {
        bench.servers.put(URL, root.crl(CrlSpec.of(1)));
        bench.crlAt(URL);
        assertValid(bench.ask(FEMTO, femto.der()));
        assertValid(bench.ask(FEMTO, femto.der()));

        bench.servers.put(URL, root.crl(CrlSpec.of(2).revoke(femto.certificate(), CRLReason.keyCompromise)));
        bench.service.use(bench.set());
        bench.service.fetchCrls().join();
        assertInvalid(bench.ask(FEMTO, femto.der()), Reason.REVOKED, "key compromise");
    }

    @Test
    void anOldCrlClearsNobodyButStillRevokes() {
        Issued other = root.issue(Spec.of("CN=other").fqdn("other.example"));
        bench.servers.put(URL, root.crl(expired(1).revoke(other.certificate(), CRLReason.unspecified)));

        bench.crlAt(URL);
        assertInvalid(
                bench.ask(FEMTO, femto.der()),
                Reason.REVOCATION_UNKNOWN,
                "ca-crl crl0",
                "ended on 2026-05-30T12:00:00Z",
                "revocation-check strict");
        bench.revocation(Mode.SOFT);
        assertValid(bench.ask(FEMTO, femto.der()));
        assertInvalid(bench.ask(Identification.fqdn("other.example"), other.der()), Reason.REVOKED);
    }

    @Test
    void aCrlIsThatOfTheNamespaceOfWhoAsks() {
        bench.servers.put(URL, root.crl(CrlSpec.of(1)));
        bench.servers.put(URL, "blue", root.crl(CrlSpec.of(1).revoke(femto.certificate(), CRLReason.keyCompromise)));
        Issued named = root.issue(SPEC.crlAt(URL));
        assertValid(bench.ask(FEMTO, named.der()));
        assertValid(bench.crlAt(URL).ask(FEMTO, femto.der()));
        assertInvalid(
                bench.namespace("blue").crlAt(URL).ask(FEMTO, femto.der()),
                Reason.REVOKED,
                URL + " in network namespace blue");
        assertThat(bench.service.revocationLists())
                .extracting(CrlView::source)
                .contains(URL, URL + " in network namespace blue");
    }

    @Test
    void withoutTheServerStrictRefusesAndSoftDoesNot() {
        bench.crlAt(URL);
        assertInvalid(
                bench.ask(FEMTO, femto.der()),
                Reason.REVOCATION_UNKNOWN,
                URL + " could not be fetched: the connection is refused");
        assertValid(bench.revocation(Mode.SOFT).ask(FEMTO, femto.der()));
    }

    @Test
    void withoutAnyCrlStrictSaysThatNoneIsConfigured() {
        assertInvalid(bench.ask(FEMTO, femto.der()), Reason.REVOCATION_UNKNOWN, "no ca-crl is configured for CN=Root");
        assertValid(bench.revocation(Mode.SOFT).ask(FEMTO, femto.der()));
    }

    @Test
    void aCertificateNamesItsCrlItself() {
        Issued named = root.issue(SPEC.crlAt(URL));
        bench.servers.put(URL, root.crl(CrlSpec.of(1)));
        assertValid(bench.ask(FEMTO, named.der()));

        Issued revoked = root.issue(SPEC.crlAt("ftp://192.0.2.9/root.crl"));
        bench.servers.put("ftp://192.0.2.9/root.crl", root.crl(CrlSpec.of(2).revoke(revoked.certificate(), 0)));
        assertInvalid(bench.ask(FEMTO, revoked.der()), Reason.REVOKED, "the CRL at ftp://192.0.2.9/root.crl");
    }

    @Test
    void aFileOfOursIsNotReadBecauseACertificateSaysSo() {
        Issued named = root.issue(SPEC.crlAt("file:///etc/root.crl"));

        assertInvalid(bench.ask(FEMTO, named.der()), Reason.REVOCATION_UNKNOWN);
        assertThat(bench.servers.asked("file:///etc/root.crl")).isZero();
    }

    @Test
    void aCrlMayBeInTheConfigurationItself() {
        assertValid(bench.crl(root.crl(CrlSpec.of(1))).ask(FEMTO, femto.der()));
    }

    @Test
    void aForgedCrlIsNotBelieved() {
        bench.servers.put(URL, TestCa.root("CN=Root").crl(CrlSpec.of(9)));
        bench.crlAt(URL);
        assertInvalid(bench.ask(FEMTO, femto.der()), Reason.REVOCATION_UNKNOWN, "is not signed by the key of CN=Root");
    }

    @Test
    void aForgedRevocationIsNotBelievedEither() {
        bench.servers.put(URL, TestCa.root("CN=Root").crl(CrlSpec.of(9).revoke(femto.certificate(), 0)));
        assertValid(bench.revocation(Mode.SOFT).crlAt(URL).ask(FEMTO, femto.der()));
    }

    @Test
    void aCrlOfAnotherAuthorityDoesNotCount() {
        TestCa other = TestCa.root("CN=Other");
        bench.servers.put(URL, other.crl(CrlSpec.of(1)));
        assertInvalid(bench.trust(other).crlAt(URL).ask(FEMTO, femto.der()), Reason.REVOCATION_UNKNOWN);
    }

    @Test
    void aWeaklySignedCrlCountsOnlyWhereTheProfileLetsIt() {
        TestCa rsa = TestCa.root("CN=Rsa", TestCa.keys("RSA", 2048), "SHA256withRSA");
        Issued ofRsa = rsa.issue(SPEC);
        bench.servers.put(URL, rsa.crl(CrlSpec.of(1), "SHA1withRSA"));

        bench.trust(rsa).crlAt(URL);
        assertInvalid(bench.ask(FEMTO, ofRsa.der()), Reason.REVOCATION_UNKNOWN, "is signed with SHA1withRSA");
        assertValid(bench.weak().ask(FEMTO, ofRsa.der()));
    }

    @Test
    void intermediatesAreCheckedToo() {
        TestCa middle = root.intermediate("CN=Middle");
        Issued below = middle.issue(SPEC);
        byte[][] sent = {below.der(), Certificates.derOf(middle.certificate())};

        bench.crl(middle.crl(CrlSpec.of(1)));
        assertInvalid(bench.ask(FEMTO, sent), Reason.REVOCATION_UNKNOWN, "whether certificate CN=Middle is revoked");
        bench.servers.put(URL, root.crl(CrlSpec.of(1)));
        bench.crlAt(URL);
        bench.clock.advance(Duration.ofMinutes(1));
        assertValid(bench.ask(FEMTO, sent));
        bench.crl(root.crl(CrlSpec.of(2).revoke(middle.certificate(), CRLReason.cACompromise)));
        assertInvalid(bench.ask(FEMTO, sent), Reason.REVOKED, "certificate CN=Middle is revoked");
    }

    @Test
    void whatTheCrlIsNotForIsNotClearedByIt() {
        IssuingDistributionPoint authoritiesOnly = new IssuingDistributionPoint(null, false, true, null, false, false);
        IssuingDistributionPoint someReasons = new IssuingDistributionPoint(
                null, false, false, new ReasonFlags(ReasonFlags.keyCompromise), false, false);
        IssuingDistributionPoint elsewhere = new IssuingDistributionPoint(
                new DistributionPointName(new GeneralNames(
                        new GeneralName(GeneralName.uniformResourceIdentifier, "http://192.0.2.9/elsewhere.crl"))),
                false,
                false,
                null,
                false,
                false);

        bench.crlAt(URL);
        refuses(authoritiesOnly, "is for certificates of authorities only");
        refuses(someReasons, "is for some reasons only");
        refuses(elsewhere, "of a distribution point that the certificate does not name");
    }

    private void refuses(IssuingDistributionPoint scope, String why) {
        bench.servers.put(URL, root.crl(CrlSpec.of(1).extra(Extension.issuingDistributionPoint, true, scope)));
        bench.service.use(bench.set());
        bench.service.fetchCrls().join();
        assertInvalid(bench.ask(FEMTO, femto.der()), Reason.REVOCATION_UNKNOWN, why);
    }

    @Test
    void aCrlWithAnUnknownCriticalExtensionIsNotUsed() {
        Spec.Extra unknown = TestCa.unknownExtension(true);
        bench.servers.put(URL, root.crl(CrlSpec.of(1).extra(unknown.oid(), true, unknown.value())));
        assertInvalid(bench.crlAt(URL).ask(FEMTO, femto.der()), Reason.REVOCATION_UNKNOWN, "critical extension");
    }

    @Test
    void aDeltaCrlSaysWhatHappenedSince() {
        Issued held = root.issue(Spec.of("CN=held").fqdn("held.example"));
        CrlSpec base = CrlSpec.of(5)
                .revoke(held.certificate(), CRLReason.certificateHold)
                .extra(Extension.freshestCRL, false, TestCa.pointsAt(DELTA_URL));
        bench.servers.put(URL, root.crl(base));
        bench.servers.put(
                DELTA_URL,
                root.crl(CrlSpec.of(6)
                        .deltaTo(5)
                        .revoke(femto.certificate(), CRLReason.keyCompromise)
                        .revoke(held.certificate(), CRLReason.removeFromCRL)));

        bench.crlAt(URL);
        assertInvalid(bench.ask(FEMTO, femto.der()), Reason.REVOKED, "key compromise");
        assertValid(bench.ask(Identification.fqdn("held.example"), held.der()));
    }

    @Test
    void aDeltaCrlToAnotherBaseIsNotUsed() {
        bench.servers.put(URL, root.crl(CrlSpec.of(5).extra(Extension.freshestCRL, false, TestCa.pointsAt(DELTA_URL))));
        bench.servers.put(
                DELTA_URL, root.crl(CrlSpec.of(9).deltaTo(8).revoke(femto.certificate(), CRLReason.keyCompromise)));

        assertValid(bench.crlAt(URL).ask(FEMTO, femto.der()));
    }

    @Test
    void aDeltaCrlAloneClearsNobody() {
        bench.servers.put(URL, root.crl(CrlSpec.of(6).deltaTo(5)));

        assertInvalid(bench.crlAt(URL).ask(FEMTO, femto.der()), Reason.REVOCATION_UNKNOWN, "is a delta CRL");
    }

    @Test
    void aCrlIsFetchedAgainBeforeItEndsAndALostServerIsRememberedForAMoment() {
        bench.servers.put(URL, root.crl(CrlSpec.of(1)));
        bench.crlAt(URL);
        bench.service.use(bench.set());
        assertValid(bench.ask(FEMTO, femto.der()));
        assertThat(bench.servers.asked(URL)).isOne();

        bench.servers.put(URL, root.crl(CrlSpec.of(2).revoke(femto.certificate(), 0)));
        bench.clock.advance(Duration.ofHours(1));
        bench.service.use(bench.set());
        bench.service.fetchCrls().join();
        assertInvalid(bench.ask(FEMTO, femto.der()), Reason.REVOKED);
        assertThat(bench.servers.asked(URL)).isBetween(2L, 3L);
    }

    @Test
    void afterAFailureTheServerIsLeftInPeaceForAMoment() {
        bench.crlAt(URL);
        assertInvalid(bench.ask(FEMTO, femto.der()), Reason.REVOCATION_UNKNOWN);
        assertInvalid(bench.ask(FEMTO, femto.der()), Reason.REVOCATION_UNKNOWN);
        assertThat(bench.servers.asked(URL)).isOne();
        bench.servers.put(URL, root.crl(CrlSpec.of(1)));
        bench.clock.advance(Duration.ofSeconds(10));
        assertValid(bench.ask(FEMTO, femto.der()));
    }

    @Test
    void theListIsShown() {
        bench.servers.put(URL, root.crl(CrlSpec.of(7).revoke(femto.certificate(), 0)));
        bench.crlAt(URL).crlAt(DELTA_URL);
        bench.service.use(bench.set());
        bench.service.fetchCrls().join();

        assertThat(bench.service.revocationLists())
                .satisfiesExactly(
                        first -> {
                            assertThat(first.name()).contains("crl0");
                            assertThat(first.source()).isEqualTo(URL);
                            assertThat(first.state()).isEqualTo(CrlView.State.FRESH);
                            assertThat(first.content()).hasValueSatisfying(content -> {
                                assertThat(content.issuer()).isEqualTo("CN=Root");
                                assertThat(content.number()).contains("7");
                                assertThat(content.revoked()).isOne();
                                assertThat(content.nextUpdate()).contains(NOW.plus(Duration.ofHours(23)));
                            });
                        },
                        second -> {
                            assertThat(second.state()).isEqualTo(CrlView.State.MISSING);
                            assertThat(second.lastFailure()).contains("the connection is refused");
                            assertThat(second.failures()).isPositive();
                        });
    }
}
