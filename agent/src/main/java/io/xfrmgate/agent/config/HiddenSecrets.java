package io.xfrmgate.agent.config;

import io.xfrmgate.ike.config.Secret;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Marks secrets so that equal ones look equal for as long as a comparison takes, and nothing can be learnt of them. */
final class HiddenSecrets {
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] key = new byte[32];

    HiddenSecrets() {
        new SecureRandom().nextBytes(key);
    }

    String mark(Secret secret) {
        byte[] octets = secret.octets();
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return "<hidden:" + HexFormat.of().formatHex(mac.doFinal(octets)) + ">";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    /** The line as the operator may see it. */
    static String show(String line) {
        return line.replaceAll("\"?<hidden:[0-9a-f]+>\"?", "<hidden>");
    }
}
