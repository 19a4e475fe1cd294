package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.pki.SignatureScheme;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import java.security.PublicKey;
import java.security.SecureRandom;

/**
 * From IANA algorithms to implementations, the provider chosen per primitive by measurement. One instance a shard: what it
 * gives out shares working objects and is for that shard's thread alone.
 */
public interface CryptoRegistry {

    /** Every PRF of {@link PrfAlgorithm}. */
    Prf prf(PrfAlgorithm algorithm);

    /** A fresh key pair of every group but NONE. */
    KeyExchange keyExchange(KeyExchangeGroup group, SecureRandom random);

    /**
     * Protection of the Encrypted payload in one direction.
     *
     * @param encryption any but NULL and AES_GMAC, which are for ESP only
     * @param integrity NONE exactly where {@code encryption} is a combined mode
     * @param encryptionKey key and, where the algorithm has one, salt (RFC 5282 section 7.1); copied
     * @param integrityKey empty for a combined mode; copied
     */
    SkProtection protection(
            EncryptionAlgorithm encryption, IntegrityAlgorithm integrity, byte[] encryptionKey, byte[] integrityKey);

    /** Whether {@code signature} is that of {@code octets}; see {@link Signatures#verify}. */
    boolean verify(PublicKey key, SignatureScheme scheme, byte[] octets, byte[] signature);
}
