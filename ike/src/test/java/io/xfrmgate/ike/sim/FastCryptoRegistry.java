package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.crypto.CryptoRegistry;
import io.xfrmgate.ike.crypto.InvalidPublicValueException;
import io.xfrmgate.ike.crypto.KeyExchange;
import io.xfrmgate.ike.crypto.Prf;
import io.xfrmgate.ike.crypto.SkProtection;
import io.xfrmgate.ike.crypto.StandardCryptoRegistry;
import io.xfrmgate.ike.pki.SignatureScheme;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Algorithms for the simulator: the PRFs and all but one group are the real ones; CURVE25519 and the protection of messages
 * are cheap toys of the same sizes that protect nothing, but refuse what was altered or made under another key. Two
 * endpoints with this registry understand each other, and no one else.
 */
public final class FastCryptoRegistry implements CryptoRegistry {
    private final StandardCryptoRegistry standard = new StandardCryptoRegistry();

    @Override
    public Prf prf(PrfAlgorithm algorithm) {
        return standard.prf(algorithm);
    }

    @Override
    public KeyExchange keyExchange(KeyExchangeGroup group, SecureRandom random) {
        return group == KeyExchangeGroup.CURVE25519 ? new ToyExchange(random) : standard.keyExchange(group, random);
    }

    @Override
    public SkProtection protection(
            EncryptionAlgorithm encryption, IntegrityAlgorithm integrity, byte[] encryptionKey, byte[] integrityKey) {
        return new ToyProtection(encryption, integrity, encryptionKey, integrityKey);
    }

    @Override
    public boolean verify(PublicKey key, SignatureScheme scheme, byte[] octets, byte[] signature) {
        return standard.verify(key, scheme, octets, signature);
    }

    /** The "secret" is the hash of both public values in order: the same on both sides, and known to anyone who listens. */
    private static final class ToyExchange implements KeyExchange {
        private final byte[] publicValue = new byte[KeyExchangeGroup.CURVE25519.publicLength()];

        ToyExchange(SecureRandom random) {
            random.nextBytes(publicValue);
        }

        @Override
        public KeyExchangeGroup group() {
            return KeyExchangeGroup.CURVE25519;
        }

        @Override
        public byte[] publicValue() {
            return publicValue.clone();
        }

        @Override
        public byte[] agree(byte[] peerPublicValue) throws InvalidPublicValueException {
            if (peerPublicValue.length != publicValue.length) {
                throw new InvalidPublicValueException("wrong length");
            }
            if (Arrays.equals(peerPublicValue, new byte[publicValue.length])) {
                throw new InvalidPublicValueException("zero");
            }
            boolean oursFirst = Arrays.compareUnsigned(publicValue, peerPublicValue) < 0;
            try {
                MessageDigest hash = MessageDigest.getInstance("SHA-256");
                hash.update(oursFirst ? publicValue : peerPublicValue);
                return hash.digest(oursFirst ? peerPublicValue : publicValue);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void destroy() {
            // There is no private value.
        }
    }
}
