package io.xfrmgate.agent.pki.revocation;

import io.xfrmgate.agent.pki.fetch.PkiUrl;
import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.cert.X509Extension;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;

/** The extensions of certificates and CRLs that say which CRL is for which certificate (RFC 5280 sections 4.2.1.13 and 5.2). */
final class CrlScope {
    private static final Set<String> UNDERSTOOD = Set.of(
            Extension.issuingDistributionPoint.getId(),
            Extension.deltaCRLIndicator.getId(),
            Extension.cRLNumber.getId(),
            Extension.authorityKeyIdentifier.getId());

    private static final int MAX_POINTS = 4;

    private CrlScope() {}

    /** Why a CRL does not speak of a certificate, although its issuer's name is the same; empty if it does. */
    static Optional<String> obstacle(X509CRL crl, X509Certificate certificate) {
        Set<String> critical = crl.getCriticalExtensionOIDs();
        if (critical != null && !UNDERSTOOD.containsAll(critical)) {
            return Optional.of("has a critical extension that is not understood");
        }
        Optional<IssuingDistributionPoint> point = issuingPoint(crl);
        if (point.isEmpty()) {
            return Optional.empty();
        }
        IssuingDistributionPoint idp = point.get();
        boolean authority = certificate.getBasicConstraints() >= 0;
        if (idp.onlyContainsUserCerts() && authority) {
            return Optional.of("is not for certificates of authorities");
        }
        if (idp.onlyContainsCACerts() && !authority) {
            return Optional.of("is for certificates of authorities only");
        }
        if (idp.onlyContainsAttributeCerts()) {
            return Optional.of("is for attribute certificates only");
        }
        if (idp.getDistributionPoint() != null && !sharesName(idp.getDistributionPoint(), certificate)) {
            return Optional.of("is of a distribution point that the certificate does not name");
        }
        return Optional.empty();
    }

    /** Whether it is silent on some reasons, so that not to be in it says little. */
    static boolean isPartial(X509CRL crl) {
        return issuingPoint(crl).map(idp -> idp.getOnlySomeReasons() != null).orElse(false);
    }

    private static Optional<IssuingDistributionPoint> issuingPoint(X509CRL crl) {
        return extension(crl, Extension.issuingDistributionPoint.getId()).map(IssuingDistributionPoint::getInstance);
    }

    private static boolean sharesName(DistributionPointName name, X509Certificate certificate) {
        Set<GeneralName> wanted = new HashSet<>(namesOf(name));
        return points(certificate, Extension.cRLDistributionPoints.getId()).stream()
                .map(DistributionPoint::getDistributionPoint)
                .filter(point -> point != null)
                .flatMap(point -> namesOf(point).stream())
                .anyMatch(wanted::contains);
    }

    private static List<GeneralName> namesOf(DistributionPointName name) {
        return name.getType() == DistributionPointName.FULL_NAME
                ? List.of(GeneralNames.getInstance(name.getName()).getNames())
                : List.of();
    }

    private static List<DistributionPoint> points(X509Extension object, String oid) {
        return extension(object, oid)
                .map(octets -> List.of(CRLDistPoint.getInstance(octets).getDistributionPoints()))
                .orElse(List.of());
    }

    /** Where a certificate says that its issuer's CRL is; at most 4, those that can be fetched. */
    static List<PkiUrl> distributionPoints(X509Certificate certificate) {
        return urls(points(certificate, Extension.cRLDistributionPoints.getId()));
    }

    /** Where delta CRLs are, as a certificate or a CRL says (section 5.2.6). */
    static List<PkiUrl> freshest(X509Extension object) {
        return urls(points(object, Extension.freshestCRL.getId()));
    }

    private static List<PkiUrl> urls(List<DistributionPoint> points) {
        List<PkiUrl> urls = new ArrayList<>();
        for (DistributionPoint point : points) {
            // A CRL of another issuer than the certificate's is not for us: nobody says that it may.
            if (point.getDistributionPoint() == null || point.getCRLIssuer() != null || point.getReasons() != null) {
                continue;
            }
            for (GeneralName name : namesOf(point.getDistributionPoint())) {
                if (name.getTagNo() == GeneralName.uniformResourceIdentifier && urls.size() < MAX_POINTS) {
                    remote(ASN1IA5String.getInstance(name.getName()).getString())
                            .ifPresent(urls::add);
                }
            }
        }
        return List.copyOf(urls);
    }

    /** A URL out of a certificate: never one of a file of ours. */
    static Optional<PkiUrl> remote(String text) {
        try {
            return Optional.of(PkiUrl.parse(text)).filter(url -> !url.scheme().equals("file"));
        } catch (IllegalArgumentException notForUs) {
            return Optional.empty(); // LDAP, mostly
        }
    }

    static Optional<BigInteger> number(X509CRL crl) {
        return integer(crl, Extension.cRLNumber.getId());
    }

    /** The number of the CRL that a delta CRL is to; empty for a complete CRL. */
    static Optional<BigInteger> baseNumber(X509CRL crl) {
        return integer(crl, Extension.deltaCRLIndicator.getId());
    }

    private static Optional<BigInteger> integer(X509CRL crl, String oid) {
        return extension(crl, oid).map(octets -> ASN1Integer.getInstance(octets).getValue());
    }

    static Optional<byte[]> extension(X509Extension object, String oid) {
        byte[] value = object.getExtensionValue(oid);
        return value == null
                ? Optional.empty()
                : Optional.of(ASN1OctetString.getInstance(value).getOctets());
    }
}
