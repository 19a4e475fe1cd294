package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.math.ec.ECPoint;

/** ECDH on the NIST curves by Bouncy Castle: the pure Java way, two to three times as quick as the JDK's. */
final class BcEcpExchange implements KeyExchange {
    private final EcpCurve curve;
    private final byte[] publicValue;
    private BigInteger scalar;

    BcEcpExchange(EcpCurve curve, SecureRandom random) {
        this.curve = curve;
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(curve.domain(), random));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        scalar = ((ECPrivateKeyParameters) pair.getPrivate()).getD();
        ECPoint point = ((ECPublicKeyParameters) pair.getPublic()).getQ().normalize();
        publicValue = curve.encode(
                point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
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
        ECPoint peer = curve.decode(peerPublicValue);
        if (scalar.signum() == 0) {
            throw new IllegalStateException("the private value is gone");
        }
        ECDHBasicAgreement agreement = new ECDHBasicAgreement();
        agreement.init(new ECPrivateKeyParameters(scalar, curve.domain()));
        BigInteger x = agreement.calculateAgreement(new ECPublicKeyParameters(peer, curve.domain()));
        return Octets.fixedLength(x, curve.coordinateLength());
    }

    @Override
    public void destroy() {
        scalar = BigInteger.ZERO;
    }
}
