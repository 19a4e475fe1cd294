package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.agreement.DHStandardGroups;

/**
 * Diffie-Hellman in the MODP groups (RFC 2409 section 6, RFC 3526), by {@link BigInteger#modPow}, which the JDK speeds up with
 * the processor's multipliers; Bouncy Castle checks the peer's order with a second exponentiation and takes seven times as
 * long. The primes are safe primes, for which the check of the range is enough (RFC 6989 section 2.1).
 */
final class ModpExchange implements KeyExchange {
    private final KeyExchangeGroup group;
    private final BigInteger prime;
    private final byte[] publicValue;
    /** The JDK offers no way to overwrite one; {@link #destroy} can only let go of it. */
    private BigInteger exponent;

    ModpExchange(KeyExchangeGroup group, SecureRandom random) {
        this.group = group;
        prime = primeOf(group);
        int bits = exponentBits(group);
        // The top bit set: all exponents are of one length, and none is 0 or 1.
        exponent = new BigInteger(bits, random).setBit(bits - 1);
        publicValue = Octets.fixedLength(BigInteger.TWO.modPow(exponent, prime), group.publicLength());
    }

    static BigInteger primeOf(KeyExchangeGroup group) {
        return switch (group) {
            case MODP_768 -> DHStandardGroups.rfc2409_768.getP();
            case MODP_1024 -> DHStandardGroups.rfc2409_1024.getP();
            case MODP_1536 -> DHStandardGroups.rfc3526_1536.getP();
            case MODP_2048 -> DHStandardGroups.rfc3526_2048.getP();
            case MODP_3072 -> DHStandardGroups.rfc3526_3072.getP();
            case MODP_4096 -> DHStandardGroups.rfc3526_4096.getP();
            case MODP_6144 -> DHStandardGroups.rfc3526_6144.getP();
            case MODP_8192 -> DHStandardGroups.rfc3526_8192.getP();
            default -> throw new IllegalArgumentException(group + " is not a MODP group");
        };
    }

    /** At least twice the group's strength in bits, by the lengths of RFC 7919 section 5.2 for primes of these sizes, rounded up. */
    private static int exponentBits(KeyExchangeGroup group) {
        return switch (group) {
            case MODP_3072 -> 288;
            case MODP_4096 -> 336;
            case MODP_6144 -> 384;
            case MODP_8192 -> 416;
            default -> 256;
        };
    }

    @Override
    public KeyExchangeGroup group() {
        return group;
    }

    @Override
    public byte[] publicValue() {
        return publicValue.clone();
    }

    @Override
    public byte[] agree(byte[] peerPublicValue) throws InvalidPublicValueException {
        if (peerPublicValue.length != group.publicLength()) {
            throw new InvalidPublicValueException(Refusal.length(group, peerPublicValue));
        }
        BigInteger peer = new BigInteger(1, peerPublicValue);
        if (peer.compareTo(BigInteger.ONE) <= 0 || peer.compareTo(prime.subtract(BigInteger.ONE)) >= 0) {
            throw new InvalidPublicValueException("the public value is not between 2 and p-2 (RFC 6989 section 2.1)");
        }
        if (exponent.signum() == 0) {
            throw new IllegalStateException("the private value is gone");
        }
        return Octets.fixedLength(peer.modPow(exponent, prime), group.publicLength());
    }

    @Override
    public void destroy() {
        exponent = BigInteger.ZERO;
    }
}
