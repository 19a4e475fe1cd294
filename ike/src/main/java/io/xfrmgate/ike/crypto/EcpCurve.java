package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.ECPoint;

/** One of the NIST prime curves of groups 19 to 21, and public values x | y on it (RFC 5903 section 7). */
final class EcpCurve {
    private final KeyExchangeGroup group;
    private final String name;
    private final ECDomainParameters domain;

    private EcpCurve(KeyExchangeGroup group, String name, ASN1ObjectIdentifier oid) {
        this.group = group;
        this.name = name;
        X9ECParameters parameters = CustomNamedCurves.getByOID(oid);
        domain = new ECDomainParameters(parameters);
    }

    static EcpCurve of(KeyExchangeGroup group) {
        return switch (group) {
            case ECP_256 -> new EcpCurve(group, "secp256r1", SECObjectIdentifiers.secp256r1);
            case ECP_384 -> new EcpCurve(group, "secp384r1", SECObjectIdentifiers.secp384r1);
            case ECP_521 -> new EcpCurve(group, "secp521r1", SECObjectIdentifiers.secp521r1);
            default -> throw new IllegalArgumentException(group + " is not an ECP group");
        };
    }

    KeyExchangeGroup group() {
        return group;
    }

    /** The curve's name in the JDK's world. */
    String name() {
        return name;
    }

    ECDomainParameters domain() {
        return domain;
    }

    /** Octets of a coordinate: half a public value, and the whole of the secret. */
    int coordinateLength() {
        return group.publicLength() / 2;
    }

    byte[] encode(BigInteger x, BigInteger y) {
        byte[] out = new byte[group.publicLength()];
        Octets.putFixedLength(x, out, 0, coordinateLength());
        Octets.putFixedLength(y, out, coordinateLength(), coordinateLength());
        return out;
    }

    /** The point, fully checked: coordinates below p, on the curve; x | y has no encoding of infinity, and the cofactor is 1. */
    ECPoint decode(byte[] publicValue) throws InvalidPublicValueException {
        if (publicValue.length != group.publicLength()) {
            throw new InvalidPublicValueException(Refusal.length(group, publicValue));
        }
        BigInteger x = Octets.number(publicValue, 0, coordinateLength());
        BigInteger y = Octets.number(publicValue, coordinateLength(), coordinateLength());
        try {
            return domain.getCurve().validatePoint(x, y);
        } catch (IllegalArgumentException e) {
            throw new InvalidPublicValueException(Refusal.notOnCurve());
        }
    }
}
