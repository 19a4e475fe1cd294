package io.xfrmgate.ike.crypto;

import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * A key for the JDK's ciphers that is a view on octets owned elsewhere. SecretKeySpec would copy them into an array
 * that nobody wipes; the JDK wipes what {@link #getEncoded} hands it.
 */
@SuppressWarnings("serial")
final class KeyView implements SecretKey {
    private final String algorithm;
    private final transient byte[] owner;
    private final int length;

    /** The first {@code length} octets of {@code owner}. */
    KeyView(String algorithm, byte[] owner, int length) {
        this.algorithm = algorithm;
        this.owner = owner;
        this.length = length;
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        return Arrays.copyOf(owner, length);
    }

    @Override
    public String toString() {
        return algorithm + " key";
    }
}
