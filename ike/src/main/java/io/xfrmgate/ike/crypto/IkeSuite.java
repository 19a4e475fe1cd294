package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.proposal.TransformType;
import java.util.List;
import java.util.Optional;

/**
 * The algorithms of an IKE SA.
 *
 * @param encryption cipher or combined mode; not NULL or AES_GMAC
 * @param keyBits of the cipher, without salt
 * @param integrity NONE exactly for combined modes
 * @param prf of the key schedule and of authentication
 * @param group of the first key exchange; not NONE
 */
public record IkeSuite(
        EncryptionAlgorithm encryption,
        int keyBits,
        IntegrityAlgorithm integrity,
        PrfAlgorithm prf,
        KeyExchangeGroup group) {

    public IkeSuite {
        if (encryption == EncryptionAlgorithm.NULL || encryption == EncryptionAlgorithm.AES_GMAC) {
            throw new IllegalArgumentException(encryption + " is for ESP only");
        }
        if (!encryption.keySizes().contains(keyBits)) {
            throw new IllegalArgumentException(encryption + " has no key of " + keyBits + " bits");
        }
        if (encryption.isAead() != (integrity == IntegrityAlgorithm.NONE)) {
            throw new IllegalArgumentException(encryption + " does not go with integrity " + integrity);
        }
        if (group == KeyExchangeGroup.NONE) {
            throw new IllegalArgumentException("an IKE SA needs a key exchange");
        }
    }

    /**
     * From a chosen proposal, which has one transform of each type.
     *
     * @return empty where a transform is missing, unknown, not for IKE, or does not go with the others
     */
    public static Optional<IkeSuite> of(Proposal chosen) {
        Optional<Transform> encr = single(chosen, TransformType.ENCR);
        Optional<EncryptionAlgorithm> encryption = encr.flatMap(t -> EncryptionAlgorithm.of(t.id()));
        Optional<PrfAlgorithm> prf = single(chosen, TransformType.PRF).flatMap(t -> PrfAlgorithm.of(t.id()));
        Optional<KeyExchangeGroup> group = single(chosen, TransformType.KE).flatMap(t -> KeyExchangeGroup.of(t.id()));
        Optional<IntegrityAlgorithm> integrity = chosen.has(TransformType.INTEG)
                ? single(chosen, TransformType.INTEG).flatMap(t -> IntegrityAlgorithm.of(t.id()))
                : Optional.of(IntegrityAlgorithm.NONE);
        if (chosen.protocol() != SecurityProtocol.IKE
                || encr.isEmpty()
                || encryption.isEmpty()
                || prf.isEmpty()
                || group.isEmpty()
                || integrity.isEmpty()) {
            return Optional.empty();
        }
        // RFC 7296 section 3.3.5: the attribute must not stand where the cipher has one key size only.
        if (!encryption.get().hasKeyLengthAttribute() && encr.get().keyBits() != 0) {
            return Optional.empty();
        }
        try {
            int keyBits = encryption.get().effectiveKeyBits(encr.get().keyBits());
            return Optional.of(new IkeSuite(encryption.get(), keyBits, integrity.get(), prf.get(), group.get()));
        } catch (IllegalArgumentException notTogether) {
            return Optional.empty();
        }
    }

    private static Optional<Transform> single(Proposal proposal, TransformType type) {
        List<Transform> found = proposal.ofType(type);
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /** Octets of SK_ei and of SK_er, with salt (RFC 5282 section 7.1, RFC 5930 section 2). */
    public int encryptionKeyLength() {
        return keyBits / 8 + encryption.saltLength();
    }

    @Override
    public String toString() {
        return encryption.textWithKey(keyBits)
                + (encryption.isAead() ? "" : "/" + integrity.text())
                + "/prf-" + prf.text()
                + "/" + group.text();
    }
}
