package io.xfrmgate.agent.pki.revocation;

import io.xfrmgate.agent.pki.BouncyCastle;
import io.xfrmgate.agent.pki.fetch.FetchException;
import io.xfrmgate.agent.pki.fetch.Fetcher;
import io.xfrmgate.agent.pki.fetch.PkiUrl;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.DefaultAlgorithmNameFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Asks OCSP responders (RFC 6960) by HTTP, and believes what the certificate's issuer or its delegate signed. */
public final class OcspClient {
    private static final String REQUEST_TYPE = "application/ocsp-request";
    private static final int NONCE_OCTETS = 32;
    private static final Duration SKEW = Duration.ofMinutes(5);

    /** For how long an answer is kept that does not say when there will be a newer one, or that had a nonce. */
    private static final Duration UNTOLD = Duration.ofMinutes(5);

    private static final String[] FAILURES = {
        "success",
        "malformed request",
        "internal error",
        "try later",
        "(reserved)",
        "the request must be signed",
        "unauthorized"
    };

    private final Fetcher fetcher;
    private final SecureRandom random;
    private final InstantSource clock;

    public OcspClient(Fetcher fetcher, SecureRandom random, InstantSource clock) {
        this.fetcher = fetcher;
        this.random = random;
        this.clock = clock;
    }

    /** The responder that a certificate names (RFC 5280 section 4.2.2.1). */
    public static Optional<PkiUrl> responderOf(X509Certificate certificate) {
        return CrlScope.extension(certificate, Extension.authorityInfoAccess.getId())
                .flatMap(octets -> {
                    for (AccessDescription access :
                            AuthorityInformationAccess.getInstance(octets).getAccessDescriptions()) {
                        GeneralName location = access.getAccessLocation();
                        if (access.getAccessMethod().equals(AccessDescription.id_ad_ocsp)
                                && location.getTagNo() == GeneralName.uniformResourceIdentifier) {
                            return CrlScope.remote(ASN1IA5String.getInstance(location.getName())
                                            .getString())
                                    .filter(url -> url.scheme().startsWith("http"));
                        }
                    }
                    return Optional.empty();
                });
    }

    /**
     * Asks.
     *
     * @throws FetchException if there is no answer, or none that can be believed
     */
    public OcspAnswer ask(OcspQuery query) throws FetchException {
        try {
            CertificateID id = new CertificateID(
                    new JcaDigestCalculatorProviderBuilder()
                            .setProvider(BouncyCastle.provider())
                            .build()
                            .get(CertificateID.HASH_SHA1),
                    new JcaX509CertificateHolder(query.issuer()),
                    query.certificate().getSerialNumber());
            byte[] nonce = nonce(query);
            byte[] answer = fetcher.post(query.responder(), REQUEST_TYPE, request(id, nonce), Fetcher.Limits.OCSP);
            return read(query, id, nonce, answer);
        } catch (OCSPException | IOException | CertException | RuntimeException e) {
            throw new FetchException("its answer can not be read", e);
        } catch (OperatorCreationException | java.security.cert.CertificateException e) {
            throw new FetchException("the request can not be made", e);
        }
    }

    private byte[] nonce(OcspQuery query) {
        byte[] nonce = new byte[query.nonce() ? NONCE_OCTETS : 0];
        random.nextBytes(nonce);
        return nonce;
    }

    private static byte[] request(CertificateID id, byte[] nonce) throws OCSPException, IOException {
        OCSPReqBuilder builder = new OCSPReqBuilder().addRequest(id);
        if (nonce.length > 0) {
            builder.setRequestExtensions(new Extensions(new Extension(
                    OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                    false,
                    new DEROctetString(new DEROctetString(nonce).getEncoded()))));
        }
        return builder.build().getEncoded();
    }

    private OcspAnswer read(OcspQuery query, CertificateID id, byte[] nonce, byte[] octets)
            throws FetchException, OCSPException, IOException, CertException, OperatorCreationException {
        OCSPResp response = new OCSPResp(octets);
        int status = response.getStatus();
        if (status != OCSPResp.SUCCESSFUL) {
            throw new FetchException("the responder says: " + (status < FAILURES.length ? FAILURES[status] : status));
        }
        if (!(response.getResponseObject() instanceof BasicOCSPResp basic)) {
            throw new FetchException("its answer is of an unknown type");
        }
        checkSignature(query, basic);
        checkNonce(nonce, basic);
        for (SingleResp single : basic.getResponses()) {
            if (single.getCertID().equals(id)) {
                return judge(query, single);
            }
        }
        throw new FetchException("its answer is about another certificate");
    }

    private static void checkNonce(byte[] nonce, BasicOCSPResp basic) throws FetchException {
        if (nonce.length == 0) {
            return;
        }
        Extension extension = basic.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        if (extension == null) {
            throw new FetchException("its answer lacks the nonce; without \"ocsp nonce\" it would do");
        }
        byte[] inner =
                DEROctetString.getInstance(extension.getExtnValue().getOctets()).getOctets();
        if (!Arrays.equals(inner, nonce)) {
            throw new FetchException("its answer has another nonce");
        }
    }

    private void checkSignature(OcspQuery query, BasicOCSPResp basic)
            throws FetchException, OCSPException, CertException, OperatorCreationException {
        String algorithm = new DefaultAlgorithmNameFinder().getAlgorithmName(basic.getSignatureAlgorithmID());
        if (!query.weak() && (algorithm.startsWith("SHA1") || algorithm.startsWith("MD5"))) {
            throw new FetchException("its answer is signed with " + algorithm);
        }
        X509CertificateHolder issuer;
        try {
            issuer = new JcaX509CertificateHolder(query.issuer());
        } catch (java.security.cert.CertificateException e) {
            throw new FetchException("the issuer's certificate can not be read", e);
        }
        ContentVerifierProvider byIssuer = verifier(issuer);
        if (basic.isSignatureValid(byIssuer)) {
            return;
        }
        Date now = Date.from(clock.instant());
        for (X509CertificateHolder delegate : basic.getCerts()) {
            if (isDelegate(delegate, issuer, byIssuer, now) && basic.isSignatureValid(verifier(delegate))) {
                return;
            }
        }
        throw new FetchException("its answer is signed neither by the certificate's issuer nor by its OCSP delegate");
    }

    /** RFC 6960 section 4.2.2.2: issued directly by the CA in question, for OCSP signing. */
    private static boolean isDelegate(
            X509CertificateHolder delegate, X509CertificateHolder issuer, ContentVerifierProvider byIssuer, Date now)
            throws CertException {
        ExtendedKeyUsage usage = ExtendedKeyUsage.fromExtensions(delegate.getExtensions());
        return usage != null
                && usage.hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning)
                && delegate.getIssuer().equals(issuer.getSubject())
                && delegate.isValidOn(now)
                && delegate.isSignatureValid(byIssuer);
    }

    private ContentVerifierProvider verifier(X509CertificateHolder signer) throws OperatorCreationException {
        try {
            return new JcaContentVerifierProviderBuilder()
                    .setProvider(BouncyCastle.provider())
                    .build(signer);
        } catch (java.security.cert.CertificateException e) {
            throw new OperatorCreationException("a certificate that can not be read", e);
        }
    }

    private OcspAnswer judge(OcspQuery query, SingleResp single) throws FetchException {
        Instant now = clock.instant();
        Instant from = single.getThisUpdate().toInstant();
        if (now.plus(SKEW).isBefore(from)) {
            throw new FetchException("its answer is dated " + from + ", in the future");
        }
        Instant untold = now.plus(UNTOLD);
        Instant end =
                Optional.ofNullable(single.getNextUpdate()).map(Date::toInstant).orElse(untold);
        if (!now.isBefore(end.plus(SKEW))) {
            throw new FetchException("its answer ended on " + end);
        }
        Instant kept = query.nonce() && untold.isBefore(end) ? untold : end;
        CertificateStatus status = single.getCertStatus();
        if (status == null) { // which is what CertificateStatus.GOOD is
            return new OcspAnswer(new Status.Good(), kept);
        }
        if (status instanceof RevokedStatus revoked) {
            return new OcspAnswer(
                    new Status.Revoked("since " + revoked.getRevocationTime().toInstant() + ", says the OCSP responder "
                            + query.responder()),
                    kept);
        }
        throw new FetchException("it does not know the certificate");
    }
}
