package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import javax.crypto.KeyAgreement;
import org.conscrypt.OpenSSLX25519Key;
import org.conscrypt.OpenSSLX25519PublicKey;

/**
 * Curve25519 (RFC 7748, RFC 8031) by Conscrypt: BoringSSL's arithmetic, more than twice as quick as Bouncy Castle's. Private
 * values come from its own generator, seeded by the kernel.
 */
final class NativeX25519 {
    private static final KeyExchangeGroup GROUP = KeyExchangeGroup.CURVE25519;

    private final KeyPairGenerator generator;
    private final NativeAgreement agreement;

    NativeX25519(Provider provider) {
        try {
            generator = KeyPairGenerator.getInstance("XDH", provider);
            agreement = new NativeAgreement(
                    KeyAgreement.getInstance("XDH", provider),
                    generator.generateKeyPair().getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the native provider lacks X25519", e);
        }
    }

    KeyExchange generate() {
        return of(generator.generateKeyPair());
    }

    /** @param pair of {@code provider} */
    KeyExchange of(KeyPair pair) {
        return new Exchange(pair);
    }

    private final class Exchange implements KeyExchange {
        private final PrivateKey privateKey;
        private final byte[] publicValue;

        Exchange(KeyPair pair) {
            privateKey = pair.getPrivate();
            publicValue = ((OpenSSLX25519Key) pair.getPublic()).getU();
        }

        @Override
        public KeyExchangeGroup group() {
            return GROUP;
        }

        @Override
        public byte[] publicValue() {
            return publicValue.clone();
        }

        @Override
        public byte[] agree(byte[] peerPublicValue) throws InvalidPublicValueException {
            if (peerPublicValue.length != GROUP.publicLength()) {
                throw new InvalidPublicValueException(Refusal.length(GROUP, peerPublicValue));
            }
            try {
                return agreement.secret(privateKey, new OpenSSLX25519PublicKey(peerPublicValue));
            } catch (InvalidKeyException zeroSecret) {
                // BoringSSL refuses exactly the values that give one: every other string of 32 octets is a point.
                throw new InvalidPublicValueException(Refusal.zeroSecret());
            }
        }

        @Override
        public void destroy() {
            NativeAgreement.destroy(privateKey);
        }
    }
}
