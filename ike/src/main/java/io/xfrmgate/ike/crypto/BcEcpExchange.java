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
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** ECDH on the NIST curves by Bouncy Castle: the pure Java way, two to three times as quick as the JDK's. */
final class BcEcpExchange implements KeyExchange {
    private final EcpCurve curve;
    private final byte[] publicValue;
    private BigInteger scalar;

    private BcEcpExchange(EcpCurve curve, BigInteger scalar, ECPoint point) {
        this.curve = curve;
        this.scalar = scalar;
        ECPoint affine = point.normalize();
        publicValue = curve.encode(
                affine.getAffineXCoord().toBigInteger(),
                affine.getAffineYCoord().toBigInteger());
    }

    static BcEcpExchange generate(EcpCurve curve, SecureRandom random) {
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(curve.domain(), random));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        return new BcEcpExchange(
                curve,
                ((ECPrivateKeyParameters) pair.getPrivate()).getD(),
                ((ECPublicKeyParameters) pair.getPublic()).getQ());
    }

    /** With a given private value, for known answers. */
    static BcEcpExchange of(EcpCurve curve, BigInteger scalar) {
        return new BcEcpExchange(
                curve,
                scalar,
                new FixedPointCombMultiplier().multiply(curve.domain().getG(), scalar));
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
