package io.xfrmgate.agent.pki.path;

import io.xfrmgate.agent.pki.Certificates;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.wire.Identification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Whether a certificate is of who the peer says it is (RFC 4945 section 3.1): addresses, FQDNs and mailboxes must be subject
 * alternative names, a distinguished name the subject or a directoryName, a key ID the subject key identifier or the SHA-1 of the public key.
 * Names are compared whole: a wildcard matches nobody.
 */
public final class IdentityMatch {
    private static final int SHOWN_NAMES = 8;

    private final X509Certificate certificate;
    private final List<GeneralName> names;

    private IdentityMatch(X509Certificate certificate, List<GeneralName> names) {
        this.certificate = certificate;
        this.names = names;
    }

    /** Of a certificate; one whose alternative names can not be read has none. */
    public static IdentityMatch of(X509Certificate certificate) {
        return new IdentityMatch(certificate, namesOf(certificate));
    }

    /** Whether the certificate is of that identity. */
    public boolean matches(Identification claimed) {
        return switch (claimed.idType()) {
            case Identification.IPV4_ADDR, Identification.IPV6_ADDR -> hasAddress(claimed.data());
            case Identification.FQDN -> hasText(GeneralName.dNSName, claimed.data());
            case Identification.RFC822_ADDR -> hasText(GeneralName.rfc822Name, claimed.data());
            case Identification.DER_ASN1_DN -> hasDistinguishedName(claimed.data());
            case Identification.KEY_ID -> hasKeyId(claimed.data());
            default -> false;
        };
    }

    private boolean hasAddress(byte[] address) {
        return names.stream()
                .filter(name -> name.getTagNo() == GeneralName.iPAddress)
                .anyMatch(name -> Arrays.equals(
                        ASN1OctetString.getInstance(name.getName()).getOctets(), address));
    }

    private boolean hasText(int tag, byte[] claimed) {
        String wanted = withoutDot(new String(claimed, StandardCharsets.ISO_8859_1));
        return !wanted.isEmpty()
                && !wanted.contains("*")
                && names.stream()
                        .filter(name -> name.getTagNo() == tag)
                        .anyMatch(name -> withoutDot(textOf(name)).equalsIgnoreCase(wanted));
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static String textOf(GeneralName name) {
        return ASN1IA5String.getInstance(name.getName()).getString();
    }

    private boolean hasDistinguishedName(byte[] der) {
        X500Principal claimed;
        try {
            claimed = new X500Principal(der);
        } catch (IllegalArgumentException notAName) {
            return false;
        }
        return claimed.equals(certificate.getSubjectX500Principal())
                || names.stream()
                        .filter(name -> name.getTagNo() == GeneralName.directoryName)
                        .anyMatch(name -> claimed.equals(principalOf(name)));
    }

    private static X500Principal principalOf(GeneralName name) {
        try {
            return new X500Principal(X500Name.getInstance(name.getName()).getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("a name that was read has an encoding", e);
        }
    }

    private boolean hasKeyId(byte[] keyId) {
        byte[] extension = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        if (extension != null) {
            try {
                byte[] inner = ASN1OctetString.getInstance(extension).getOctets();
                if (Arrays.equals(SubjectKeyIdentifier.getInstance(inner).getKeyIdentifier(), keyId)) {
                    return true;
                }
            } catch (IllegalArgumentException unreadable) {
                return false;
            }
        }
        byte[] keyBits = SubjectPublicKeyInfo.getInstance(
                        certificate.getPublicKey().getEncoded())
                .getPublicKeyData()
                .getOctets();
        return Arrays.equals(sha1(keyBits), keyId);
    }

    private static byte[] sha1(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }

    private static List<GeneralName> namesOf(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
        if (extension == null) {
            return List.of();
        }
        try {
            return List.of(GeneralNames.getInstance(
                            ASN1OctetString.getInstance(extension).getOctets())
                    .getNames());
        } catch (IllegalArgumentException unreadable) {
            return List.of();
        }
    }

    /** All that the certificate is for, for an operator: {@code subject CN=a, fqdn a.example, address 192.0.2.1}. */
    public String described() {
        List<String> shown = new ArrayList<>();
        shown.add("subject " + Certificates.nameOf(certificate));
        for (GeneralName name : names) {
            if (shown.size() > SHOWN_NAMES) {
                shown.add("...");
                break;
            }
            switch (name.getTagNo()) {
                case GeneralName.dNSName -> shown.add("fqdn " + printable(textOf(name)));
                case GeneralName.rfc822Name -> shown.add("rfc822-addr " + printable(textOf(name)));
                case GeneralName.iPAddress -> {
                    byte[] address = ASN1OctetString.getInstance(name.getName()).getOctets();
                    if (address.length == 4 || address.length == 16) {
                        shown.add("ip-addr " + IpAddress.of(address));
                    }
                }
                case GeneralName.directoryName -> shown.add("der-asn1-dn " + Certificates.nameOf(principalOf(name)));
                default -> {}
            }
        }
        return String.join(", ", shown);
    }

    private static String printable(String text) {
        return text.replaceAll("[^\\x21-\\x7e]", "?");
    }
}
