package io.xfrmgate.ike.proposal;

/**
 * One transform as it stands in a proposal (RFC 7296 section 3.3.2).
 *
 * @param type what it is for
 * @param id the IANA number within its type; it may be one that we do not know
 * @param keyBits the Key Length attribute in bits; 0 where the attribute is absent
 */
public record Transform(TransformType type, int id, int keyBits) implements Comparable<Transform> {

    public static Transform encr(EncryptionAlgorithm algorithm, int keyBits) {
        return new Transform(TransformType.ENCR, algorithm.id(), algorithm.hasKeyLengthAttribute() ? keyBits : 0);
    }

    public static Transform prf(PrfAlgorithm algorithm) {
        return new Transform(TransformType.PRF, algorithm.id(), 0);
    }

    public static Transform integ(IntegrityAlgorithm algorithm) {
        return new Transform(TransformType.INTEG, algorithm.id(), 0);
    }

    public static Transform ke(KeyExchangeGroup group) {
        return new Transform(TransformType.KE, group.id(), 0);
    }

    /** Extended sequence numbers (1) or not (0). */
    public static Transform esn(boolean extended) {
        return new Transform(TransformType.ESN, extended ? 1 : 0, 0);
    }

    @Override
    public int compareTo(Transform other) {
        int byType = type.compareTo(other.type);
        if (byType != 0) {
            return byType;
        }
        return id != other.id ? Integer.compare(id, other.id) : Integer.compare(keyBits, other.keyBits);
    }

    /** The name used in logs and in proposals' comparison, for example {@code aes-cbc-128} or {@code group-14}. */
    @Override
    public String toString() {
        return TransformNames.name(this);
    }
}
