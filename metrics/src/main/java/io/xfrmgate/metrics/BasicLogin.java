package io.xfrmgate.metrics;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** The one user of the metrics, by HTTP's basic authentication (RFC 7617). Of the password only a keyed digest is kept. */
public final class BasicLogin {
    private static final String SCHEME = "basic ";

    private final byte[] salt = new byte[32];
    private final byte[] expected;

    /**
     * @param user without colon
     * @param password octets; the caller's, to be cleared by it
     */
    public BasicLogin(String user, byte[] password) {
        new SecureRandom().nextBytes(salt);
        byte[] name = (user + ":").getBytes(StandardCharsets.UTF_8);
        byte[] both = Arrays.copyOf(name, name.length + password.length);
        System.arraycopy(password, 0, both, name.length, password.length);
        expected = digest(both);
        Arrays.fill(both, (byte) 0);
    }

    /** Whether an Authorization header is that of the user; says it in the same time whatever is wrong with it. */
    boolean admits(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        try {
            byte[] brought =
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).trim());
            return MessageDigest.isEqual(digest(brought), expected);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private byte[] digest(byte[] octets) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(salt);
            return sha.digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
