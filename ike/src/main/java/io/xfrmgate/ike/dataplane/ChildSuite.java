package io.xfrmgate.ike.dataplane;

import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;

/**
 * The algorithms of an ESP SA.
 *
 * @param encryption cipher or combined mode
 * @param keyBits of the cipher, without salt; 0 for NULL
 * @param integrity NONE for combined modes
 * @param esn extended sequence numbers (RFC 4304)
 */
public record ChildSuite(EncryptionAlgorithm encryption, int keyBits, IntegrityAlgorithm integrity, boolean esn) {

    /** Octets of encryption key with salt, as taken from KEYMAT. */
    public int encryptionKeyLength() {
        return keyBits / 8 + encryption.saltLength();
    }

    /** Octets of integrity key, as taken from KEYMAT. */
    public int integrityKeyLength() {
        return integrity.keyLength();
    }

    @Override
    public String toString() {
        String cipher = encryption.textWithKey(keyBits);
        return cipher + (encryption.isAead() ? "" : "/" + integrity.text()) + (esn ? "/esn" : "");
    }
}
