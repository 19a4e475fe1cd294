package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.pki.KeyKind;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;

/** ECDSA signatures: r | s of fixed length in AUTH methods 9 to 11 (RFC 4754 section 7), an Ecdsa-Sig-Value in DER everywhere else. */
public final class EcdsaEncoding {

    private EcdsaEncoding() {}

    /** Octets of r and of s: those of the curve's order. */
    private static int half(KeyKind curve) {
        return switch (curve) {
            case ECDSA_P256 -> 32;
            case ECDSA_P384 -> 48;
            case ECDSA_P521 -> 66;
            case RSA, ED25519, ED448 -> throw new IllegalArgumentException(curve + " is no ECDSA curve");
        };
    }

    /**
     * From DER to r | s.
     *
     * @throws IllegalArgumentException if it is no signature of this curve
     */
    public static byte[] toFixed(byte[] der, KeyKind curve) {
        ASN1Sequence sequence = ASN1Sequence.getInstance(der);
        byte[] fixed = Arrays.copyOf(half(sequence, 0, curve), 2 * half(curve));
        System.arraycopy(half(sequence, 1, curve), 0, fixed, half(curve), half(curve));
        return fixed;
    }

    private static byte[] half(ASN1Sequence sequence, int index, KeyKind curve) {
        BigInteger value = ASN1Integer.getInstance(sequence.getObjectAt(index)).getPositiveValue();
        if (value.bitLength() > 8 * half(curve)) {
            throw new IllegalArgumentException("longer than the order of " + curve);
        }
        return Octets.fixedLength(value, half(curve));
    }

    /** From r | s to DER; empty if the length is another than the curve's. */
    public static Optional<byte[]> toDer(byte[] fixed, KeyKind curve) {
        int half = half(curve);
        if (fixed.length != 2 * half) {
            return Optional.empty();
        }
        DERSequence sequence = new DERSequence(new ASN1Integer[] {
            new ASN1Integer(new BigInteger(1, fixed, 0, half)), new ASN1Integer(new BigInteger(1, fixed, half, half))
        });
        try {
            return Optional.of(sequence.getEncoded(ASN1Encoding.DER));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
