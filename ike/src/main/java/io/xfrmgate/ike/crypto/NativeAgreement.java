package io.xfrmgate.ike.crypto;

import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import javax.crypto.KeyAgreement;
import javax.security.auth.DestroyFailedException;

/**
 * The second half of a key exchange by a native provider. Its agreement keeps the private value that it was given last, so after each use one of
 * nobody displaces that.
 */
final class NativeAgreement {
    private final KeyAgreement agreement;
    private final PrivateKey ofNobody;

    /** @param ofNobody of the same provider and group, and never used in an exchange */
    NativeAgreement(KeyAgreement agreement, PrivateKey ofNobody) {
        this.agreement = agreement;
        this.ofNobody = ofNobody;
    }

    /**
     * The shared secret, which belongs to the caller.
     *
     * @throws InvalidKeyException if the provider refuses the peer's value
     * @throws IllegalStateException if our private value is destroyed
     */
    byte[] secret(PrivateKey ours, PublicKey peer) throws InvalidKeyException {
        if (ours.isDestroyed()) {
            throw new IllegalStateException("the private value is gone");
        }
        try {
            give(ours);
            agreement.doPhase(peer, true);
            return agreement.generateSecret();
        } finally {
            give(ofNobody);
        }
    }

    private void give(PrivateKey key) {
        try {
            agreement.init(key);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("the native provider refuses its own key", e);
        }
    }

    /** Overwrites a private value of the provider. */
    static void destroy(PrivateKey key) {
        try {
            key.destroy();
        } catch (DestroyFailedException e) {
            throw new IllegalStateException(e);
        }
    }
}
