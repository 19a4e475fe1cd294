package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import java.util.List;
import java.util.Optional;

/** Certificates and revocation lists of the whole system, by name. */
public record Pki(List<Certificate> certificates, List<CaCertificate> caCertificates, List<CaCrl> crls) {
    /** None. */
    public static final Pki EMPTY = new Pki(List.of(), List.of(), List.of());

    public Pki {
        certificates = List.copyOf(certificates);
        caCertificates = List.copyOf(caCertificates);
        crls = List.copyOf(crls);
    }

    public Optional<Certificate> certificate(String wanted) {
        return certificates.stream()
                .filter(c -> c.name().value().equals(wanted))
                .findFirst();
    }

    public Optional<CaCertificate> caCertificate(String wanted) {
        return caCertificates.stream()
                .filter(c -> c.name().value().equals(wanted))
                .findFirst();
    }

    public Optional<CaCrl> crl(String wanted) {
        return crls.stream().filter(c -> c.name().value().equals(wanted)).findFirst();
    }

    /** PEM (RFC 7468), or DER; DER in the file itself is in base64. */
    public enum Encoding {
        PEM,
        DER
    }

    /** Whence an object comes. */
    public sealed interface Source {}

    /** From the file itself. */
    public record Data(Located<String> text) implements Source {}

    /** From a URL: http, https, ftp or file. */
    public record Url(Located<String> url) implements Source {}

    /** Whence a private key comes. */
    public sealed interface KeySource {}

    /** From the file itself. */
    public record KeyData(Located<SecretText> text) implements KeySource {}

    /** From a URL. */
    public record KeyUrl(Located<String> url) implements KeySource {}

    /**
     * {@code certificate name N ...}: our own, perhaps with intermediate ones behind it, and its private key.
     *
     * @param passphrase of the key where that is encrypted
     */
    public record Certificate(
            Located<String> name,
            Encoding encoding,
            Source source,
            Encoding keyEncoding,
            KeySource key,
            Optional<Located<SecretText>> passphrase) {}

    /** {@code ca-certificate name N ...}: one that peers' certificates may end at, or an intermediate one. */
    public record CaCertificate(Located<String> name, Encoding encoding, Source source) {}

    /** {@code ca-crl name N ...}. */
    public record CaCrl(Located<String> name, Encoding encoding, Source source) {}
}
