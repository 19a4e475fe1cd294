package io.xfrmgate.agent.pki.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where a certificate, a key, a CRL or an OCSP responder is: http, https, ftp or file. A password in it is not shown.
 *
 * @param namespace the network namespace whence it is reached; empty is the daemon's own, and so it is for files. The same URI
 *     from two namespaces may lead to two servers
 */
public record PkiUrl(URI uri, Optional<String> namespace) {
    private static final Set<String> SCHEMES = Set.of("http", "https", "ftp", "file");
    private static final int MAX_LENGTH = 2_000;

    public PkiUrl {
        problemOf(uri).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
    }

    /** From the daemon's own namespace. */
    public PkiUrl(URI uri) {
        this(uri, Optional.empty());
    }

    /** The same from a namespace. */
    public PkiUrl in(Optional<String> other) {
        return scheme().equals("file") ? this : new PkiUrl(uri, other);
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException with a sentence on what is wrong
     */
    public static PkiUrl parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a URL has at most " + MAX_LENGTH + " characters");
        }
        try {
            return new PkiUrl(new URI(text));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL: " + e.getReason());
        }
    }

    private static Optional<String> problemOf(URI uri) {
        String scheme = uri.getScheme();
        if (scheme == null || !SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))) {
            return Optional.of("the URL must begin with http://, https://, ftp:// or file://");
        }
        if (scheme.equalsIgnoreCase("file")) {
            return uri.getPath() == null || !uri.getPath().startsWith("/")
                    ? Optional.of("a file URL names an absolute path: file:///etc/xfrmgate/ca.pem")
                    : Optional.empty();
        }
        return uri.getHost() == null ? Optional.of("the URL names no host") : Optional.empty();
    }

    /** In lower case. */
    public String scheme() {
        return uri.getScheme().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return withoutPassword()
                + namespace.map(name -> " in network namespace " + name).orElse("");
    }

    private String withoutPassword() {
        String user = uri.getRawUserInfo();
        return user == null || !user.contains(":")
                ? uri.toString()
                : uri.toString().replace(user + "@", user.substring(0, user.indexOf(':')) + ":***@");
    }
}
