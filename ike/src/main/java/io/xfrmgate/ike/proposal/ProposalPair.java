package io.xfrmgate.ike.proposal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What an offered and a configured proposal of one protocol have in common, type by type. */
final class ProposalPair {
    private static final List<TransformType> IKE_TYPES =
            List.of(TransformType.ENCR, TransformType.PRF, TransformType.INTEG, TransformType.KE);
    private static final List<TransformType> ESP_TYPES =
            List.of(TransformType.ENCR, TransformType.INTEG, TransformType.KE, TransformType.ESN);
    private static final List<TransformType> AH_TYPES =
            List.of(TransformType.INTEG, TransformType.KE, TransformType.ESN);

    private final Proposal offered;
    private final Proposal configured;
    private final boolean ignoreKe;

    ProposalPair(Proposal offered, Proposal configured, boolean ignoreKe) {
        this.offered = offered;
        this.configured = configured;
        this.ignoreKe = ignoreKe;
    }

    /** Types that a protocol's proposals may have (RFC 7296 section 3.3.3), the cipher before what depends on it. */
    static List<TransformType> types(SecurityProtocol protocol) {
        return switch (protocol) {
            case NONE -> List.of();
            case IKE -> IKE_TYPES;
            case ESP -> ESP_TYPES;
            case AH -> AH_TYPES;
        };
    }

    /** Whether both are of one protocol and have no transform of a type that is none of it (section 3.3.6). */
    static boolean isOrderly(Proposal offered, Proposal configured) {
        List<TransformType> types = types(offered.protocol());
        return offered.protocol() == configured.protocol()
                && !types.isEmpty()
                && areOf(types, offered)
                && areOf(types, configured);
    }

    private static boolean areOf(List<TransformType> types, Proposal proposal) {
        for (Transform transform : proposal.transforms()) {
            if (!types.contains(transform.type())) {
                return false;
            }
        }
        return true;
    }

    static boolean isNone(Transform transform) {
        return transform.id() == 0
                && (transform.type() == TransformType.INTEG
                        || transform.type() == TransformType.KE
                        || transform.type() == TransformType.ESN);
    }

    List<TransformType> types() {
        List<TransformType> types = types(offered.protocol());
        return ignoreKe ? types.stream().filter(t -> t != TransformType.KE).toList() : types;
    }

    /**
     * Transforms that both have, ours first in order.
     *
     * @param chosen what stands already: the cipher decides on the integrity transform
     */
    List<Transform> common(TransformType type, Map<TransformType, Transform> chosen) {
        List<Transform> theirs = candidates(offered, type);
        List<Transform> common = new ArrayList<>();
        for (Transform transform : candidates(configured, type)) {
            if (theirs.contains(transform) && isFit(transform, chosen)) {
                common.add(transform);
            }
        }
        return common;
    }

    /** The transforms of a type; where there are none and that has a meaning, the one that means it. */
    static List<Transform> candidates(Proposal proposal, TransformType type) {
        List<Transform> present = proposal.ofType(type);
        if (!present.isEmpty()) {
            return present;
        }
        return switch (type) {
            case ENCR, PRF -> List.of();
            case INTEG, KE, ESN -> List.of(new Transform(type, 0, 0));
        };
    }

    private boolean isFit(Transform transform, Map<TransformType, Transform> chosen) {
        boolean isIke = offered.protocol() == SecurityProtocol.IKE;
        return switch (transform.type()) {
            case ENCR -> isCipherFit(transform, isIke);
            case PRF, ESN -> true;
            case INTEG -> isNone(transform) == isAead(chosen);
            case KE -> !isIke || !isNone(transform);
        };
    }

    /** A cipher must be usable, and find its kind of integrity on both sides: with one, or without. */
    private boolean isCipherFit(Transform transform, boolean isIke) {
        return EncryptionAlgorithm.of(transform.id())
                .filter(a -> !isIke || (a != EncryptionAlgorithm.NULL && a != EncryptionAlgorithm.AES_GMAC))
                .filter(a -> hasIntegrityFor(a.isAead()))
                .isPresent();
    }

    private boolean hasIntegrityFor(boolean aead) {
        List<Transform> theirs = candidates(offered, TransformType.INTEG);
        for (Transform transform : candidates(configured, TransformType.INTEG)) {
            if (isNone(transform) == aead && theirs.contains(transform)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAead(Map<TransformType, Transform> chosen) {
        Transform cipher = chosen.get(TransformType.ENCR);
        return cipher != null
                && EncryptionAlgorithm.of(cipher.id())
                        .map(EncryptionAlgorithm::isAead)
                        .orElse(false);
    }
}
