package io.xfrmgate.agent.control;

import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.proposal.TransformType;

/** Algorithms as VICI's clients know them. */
final class AlgorithmNames {
    private AlgorithmNames() {}

    static String name(EncryptionAlgorithm algorithm) {
        return switch (algorithm) {
            case TRIPLE_DES_CBC -> "3DES_CBC";
            case AES_GMAC -> "NULL_AES_GMAC";
            case DES_CBC,
                    NULL,
                    AES_CBC,
                    AES_CTR,
                    AES_CCM_8,
                    AES_CCM_12,
                    AES_CCM_16,
                    AES_GCM_8,
                    AES_GCM_12,
                    AES_GCM_16,
                    CHACHA20_POLY1305 -> algorithm.name();
        };
    }

    static String name(IntegrityAlgorithm algorithm) {
        return algorithm.name();
    }

    static String name(PrfAlgorithm algorithm) {
        return "PRF_" + algorithm.name();
    }

    static String name(KeyExchangeGroup group) {
        return switch (group) {
            case CURVE25519 -> "CURVE_25519";
            case CURVE448 -> "CURVE_448";
            case NONE,
                    MODP_768,
                    MODP_1024,
                    MODP_1536,
                    MODP_2048,
                    MODP_3072,
                    MODP_4096,
                    MODP_6144,
                    MODP_8192,
                    ECP_256,
                    ECP_384,
                    ECP_521 -> group.name();
        };
    }

    /** What an IKE SA uses. */
    static void put(ViciMessage.Builder into, Proposal suite) {
        for (Transform transform : suite.transforms()) {
            put(into, transform);
        }
    }

    private static void put(ViciMessage.Builder into, Transform transform) {
        if (transform.id() == 0 && transform.type() != TransformType.ENCR) {
            return;
        }
        switch (transform.type()) {
            case ENCR ->
                EncryptionAlgorithm.of(transform.id()).ifPresent(a -> {
                    into.put("encr-alg", name(a));
                    if (transform.keyBits() != 0) {
                        into.put("encr-keysize", transform.keyBits());
                    }
                });
            case PRF -> PrfAlgorithm.of(transform.id()).ifPresent(a -> into.put("prf-alg", name(a)));
            case INTEG -> IntegrityAlgorithm.of(transform.id()).ifPresent(a -> into.put("integ-alg", name(a)));
            case KE -> KeyExchangeGroup.of(transform.id()).ifPresent(g -> into.put("dh-group", name(g)));
            case ESN -> {}
        }
    }

    /** What a Child SA uses. */
    static void put(ViciMessage.Builder into, ChildSuite suite) {
        into.put("encr-alg", name(suite.encryption()));
        if (suite.keyBits() != 0) {
            into.put("encr-keysize", suite.keyBits());
        }
        if (suite.integrity() != IntegrityAlgorithm.NONE) {
            into.put("integ-alg", name(suite.integrity()));
        }
        if (suite.esn()) {
            into.put("esn", 1);
        }
    }
}
