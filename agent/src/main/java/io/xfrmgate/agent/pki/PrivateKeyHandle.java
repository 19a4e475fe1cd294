package io.xfrmgate.agent.pki;

import io.xfrmgate.ike.pki.KeyReference;
import java.security.PrivateKey;

/** A private key, known outside by its name alone. Two are equal if they sign for the same public key. */
final class PrivateKeyHandle implements KeyReference {
    private final String name;
    private final java.security.PublicKey publicKey;
    private final PrivateKey key;

    PrivateKeyHandle(String name, java.security.PublicKey publicKey, PrivateKey key) {
        this.name = name;
        this.publicKey = publicKey;
        this.key = key;
    }

    PrivateKey key() {
        return key;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PrivateKeyHandle that && name.equals(that.name) && publicKey.equals(that.publicKey);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "PrivateKeyHandle[" + name + "]";
    }
}
