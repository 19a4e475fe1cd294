package io.xfrmgate.agent.pki;

import static io.xfrmgate.agent.pki.PkiBench.assertInvalid;
import static io.xfrmgate.agent.pki.PkiBench.assertValid;
import static io.xfrmgate.agent.pki.TestCa.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.pki.TestCa.CrlSpec;
import io.xfrmgate.agent.pki.TestCa.Issued;
import io.xfrmgate.agent.pki.TestCa.Spec;
import io.xfrmgate.agent.pki.fetch.PkiUrl;
import io.xfrmgate.agent.pki.revocation.RevocationRules.Mode;
import io.xfrmgate.agent.pki.revocation.RevocationRules.Ocsp;
import io.xfrmgate.ike.pki.PkiAnswer.Reason;
import io.xfrmgate.ike.wire.Identification;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OCSP (RFC 6960): whose answers are believed, for how long, and what happens without one. */
final class OcspTest {
    private static final Identification FEMTO = Identification.fqdn("femto1.example");
    private static final String URL = "http://192.0.2.9/ocsp";

    private final TestCa root = TestCa.root("CN=Root");
    private final Issued femto = root.issue(Spec.of("CN=femto1")
            .fqdn("femto1.example")
            .extra(
                    Extension.authorityInfoAccess,
                    false,
                    new AuthorityInformationAccess(
                            AccessDescription.id_ad_ocsp,
                            new GeneralName(GeneralName.uniformResourceIdentifier, URL))));
    private final PkiBench bench = new PkiBench();

    @BeforeEach
    void strict() {
        bench.trust(root).revocation(Mode.STRICT).ocsp(new Ocsp(Optional.empty(), false));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** Signs what it is told to say. */
    private byte[] answer(
            byte[] request,
            CertificateStatus status,
            Instant thisUpdate,
            Instant nextUpdate,
            X509Certificate signer,
            PrivateKey key,
            boolean withNonce) {
        try {
            OCSPReq question = new OCSPReq(request);
            X509CertificateHolder holder = new JcaX509CertificateHolder(signer);
            BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(new RespID(holder.getSubject()));
            builder.addResponse(
                    question.getRequestList()[0].getCertID(),
                    status,
                    Date.from(thisUpdate),
                    Date.from(nextUpdate),
                    (Extensions) null);
            Extension nonce = question.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
            if (withNonce && nonce != null) {
                builder.setResponseExtensions(new Extensions(nonce));
            }
            return new OCSPRespBuilder()
                    .build(
                            OCSPResp.SUCCESSFUL,
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA").build(key),
                                    new X509CertificateHolder[] {holder},
                                    Date.from(thisUpdate)))
                    .getEncoded();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theResponderIsThatOfTheNamespaceOfWhoAsks() {
        says(CertificateStatus.GOOD);
        assertValid(bench.ask(FEMTO, femto.der()));
        assertInvalid(
                bench.namespace("blue").ask(FEMTO, femto.der()),
                Reason.REVOCATION_UNKNOWN,
                URL + " in network namespace blue");
    }

    private void says(CertificateStatus status) {
        bench.servers.respond(
                URL,
                request -> answer(
                        request, status, NOW, NOW.plus(Duration.ofHours(4)), root.certificate(), root.key(), true));
    }

    @Test
    void theResponderOfTheCertificateIsAskedOnceAndKept() {
        says(CertificateStatus.GOOD);
        assertValid(bench.ask(FEMTO, femto.der()));
        assertValid(bench.ask(FEMTO, femto.der()));
        assertThat(bench.servers.asked(URL)).isOne();
    }

    @Test
    void whomItCallsRevokedIsRefused() {
        says(new RevokedStatus(Date.from(NOW.minus(Duration.ofDays(1))), 1));
        assertInvalid(
                bench.ask(FEMTO, femto.der()), Reason.REVOKED, "since 2026-05-31T12:00:00Z", "OCSP responder " + URL);
        assertInvalid(bench.revocation(Mode.SOFT).ask(FEMTO, femto.der()), Reason.REVOKED);
    }

    @Test
    void aConfiguredResponderIsAskedInstead() {
        String other = "http://192.0.2.10:8080/";
        bench.servers.respond(
                other,
                request -> answer(
                        request,
                        CertificateStatus.GOOD,
                        NOW,
                        NOW.plus(Duration.ofHours(4)),
                        root.certificate(),
                        root.key(),
                        true));
        assertValid(
                bench.ocsp(new Ocsp(Optional.of(PkiUrl.parse(other)), false)).ask(FEMTO, femto.der()));
        assertThat(bench.servers.asked(URL)).isZero();
    }

    @Test
    void aDelegateOfTheIssuerMaySign() {
        Issued delegate = root.issue(Spec.of("CN=OCSP")
                .extra(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning)));
        bench.servers.respond(URL, request -> by(request, delegate));
        assertValid(bench.ask(FEMTO, femto.der()));
    }

    private byte[] by(byte[] request, Issued signer) {
        return answer(
                request,
                CertificateStatus.GOOD,
                NOW,
                NOW.plus(Duration.ofHours(4)),
                signer.certificate(),
                signer.key(),
                true);
    }

    @Test
    void nobodyElseMay() {
        Issued anyCertificate = root.issue(Spec.of("CN=femto2"));
        bench.servers.respond(URL, request -> by(request, anyCertificate));
        assertInvalid(bench.ask(FEMTO, femto.der()), Reason.REVOCATION_UNKNOWN, "signed neither by");
        assertValid(bench.revocation(Mode.SOFT).ask(FEMTO, femto.der()));
    }

    @Test
    void anOldAnswerIsNotBelieved() {
        bench.servers.respond(
                URL,
                request -> answer(
                        request,
                        CertificateStatus.GOOD,
                        NOW.minus(Duration.ofDays(2)),
                        NOW.minus(Duration.ofDays(1)),
                        root.certificate(),
                        root.key(),
                        true));
        assertInvalid(bench.ask(FEMTO, femto.der()), Reason.REVOCATION_UNKNOWN, "ended on 2026-05-31T12:00:00Z");
    }

    @Test
    void aRepeatedAnswerFailsTheNonce() {
        bench.ocsp(new Ocsp(Optional.empty(), true));
        says(CertificateStatus.GOOD);
        assertValid(bench.ask(FEMTO, femto.der()));
        bench.servers.respond(
                URL,
                request -> answer(
                        request,
                        CertificateStatus.GOOD,
                        NOW,
                        NOW.plus(Duration.ofHours(4)),
                        root.certificate(),
                        root.key(),
                        false));
        bench.clock.advance(Duration.ofMinutes(30));
        assertInvalid(bench.ask(FEMTO, femto.der()), Reason.REVOCATION_UNKNOWN, "lacks the nonce");
    }

    @Test
    void withoutAnAnswerTheCrlDecides() {
        bench.crl(root.crl(CrlSpec.of(1)));
        assertValid(bench.ask(FEMTO, femto.der()));
        assertThat(bench.servers.asked(URL)).isOne();
    }

    @Test
    void aRefusalIsToldInItsWords() {
        bench.servers.respond(URL, request -> {
            try {
                return new OCSPRespBuilder().build(OCSPResp.TRY_LATER, null).getEncoded();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertInvalid(bench.ask(FEMTO, femto.der()), Reason.REVOCATION_UNKNOWN, "the responder says: try later");
        bench.clock.advance(Duration.ofMinutes(1));
        bench.servers.respond(URL, request -> new byte[] {1, 2, 3});
        assertInvalid(bench.ask(FEMTO, femto.der()), Reason.REVOCATION_UNKNOWN, "its answer can not be read");
    }
}
