package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/**
 * ECDH on one NIST curve by the Amazon Corretto provider: AWS-LC's assembler, four to ten times as quick as Java. The
 * provider is used as an object and is not installed. Private values come from its own generator, seeded by the kernel.
 */
final class NativeEcp {
    private static final byte UNCOMPRESSED = 4;

    private final EcpCurve curve;
    private final KeyPairGenerator generator;
    private final KeyFactory factory;
    private final NativeAgreement agreement;
    /** What stands before the point in a SubjectPublicKeyInfo of this curve. */
    private final byte[] encodingPrefix;

    NativeEcp(EcpCurve curve, Provider provider) {
        this.curve = curve;
        try {
            generator = KeyPairGenerator.getInstance("EC", provider);
            generator.initialize(new ECGenParameterSpec(curve.name()));
            factory = KeyFactory.getInstance("EC", provider);
            KeyPair ofNobody = generator.generateKeyPair();
            agreement = new NativeAgreement(KeyAgreement.getInstance("ECDH", provider), ofNobody.getPrivate());
            byte[] example = ofNobody.getPublic().getEncoded();
            int point = curve.group().publicLength() + 1;
            encodingPrefix = Arrays.copyOf(example, example.length - point);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the native provider lacks " + curve.name(), e);
        }
    }

    KeyExchange generate() {
        return new Exchange(generator.generateKeyPair());
    }

    private PublicKey decode(byte[] publicValue) throws InvalidPublicValueException, GeneralSecurityException {
        curve.decode(publicValue);
        byte[] encoding = new byte[encodingPrefix.length + 1 + publicValue.length];
        System.arraycopy(encodingPrefix, 0, encoding, 0, encodingPrefix.length);
        encoding[encodingPrefix.length] = UNCOMPRESSED;
        System.arraycopy(publicValue, 0, encoding, encodingPrefix.length + 1, publicValue.length);
        return factory.generatePublic(new X509EncodedKeySpec(encoding));
    }

    private final class Exchange implements KeyExchange {
        private final PrivateKey privateKey;
        private final byte[] publicValue;

        Exchange(KeyPair pair) {
            privateKey = pair.getPrivate();
            ECPoint point = ((ECPublicKey) pair.getPublic()).getW();
            publicValue = curve.encode(point.getAffineX(), point.getAffineY());
        }

        @Override
        public KeyExchangeGroup group() {
            return curve.group();
        }

        @Override
        public byte[] publicValue() {
            return publicValue.clone();
        }

        @Override
        public byte[] agree(byte[] peerPublicValue) throws InvalidPublicValueException {
            try {
                return agreement.secret(privateKey, decode(peerPublicValue));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the native provider refuses a checked point", e);
            }
        }

        @Override
        public void destroy() {
            NativeAgreement.destroy(privateKey);
        }
    }
}
