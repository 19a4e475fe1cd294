package io.xfrmgate.ike.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;

/** HMAC (RFC 2104) by the JDK, whose hashes use the processor's instructions: three to ten times quicker than Bouncy Castle's. */
final class HmacEngine implements MacEngine {
    private final Mac mac;

    /** @param name the JDK's name, for example {@code HmacSHA256} */
    HmacEngine(String name) {
        try {
            mac = Mac.getInstance(name, JdkProvider.NAME);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks " + name, e);
        }
    }

    @Override
    public int length() {
        return mac.getMacLength();
    }

    @Override
    public void init(byte[] key) {
        try {
            mac.init(new KeyView("HMAC", key, key.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void update(byte[] data, int offset, int length) {
        mac.update(data, offset, length);
    }

    @Override
    public void finish(byte[] out, int offset) {
        try {
            mac.doFinal(out, offset);
        } catch (ShortBufferException e) {
            throw new IllegalArgumentException("no room for the check value", e);
        }
    }
}
