package io.xfrmgate.ike.pki;

import static io.xfrmgate.ike.pki.HashAlgorithm.IDENTITY;
import static io.xfrmgate.ike.pki.HashAlgorithm.SHA1;
import static io.xfrmgate.ike.pki.HashAlgorithm.SHA2_256;
import static io.xfrmgate.ike.pki.HashAlgorithm.SHA2_384;
import static io.xfrmgate.ike.pki.HashAlgorithm.SHA2_512;

import java.util.ArrayList;
import java.util.List;

/**
 * How a signature is made: the key's family, the padding and the hash. PSS uses MGF1 with the same hash and a salt of the hash's
 * length (RFC 7427 appendix A.4). ECDSA signatures are DER-encoded Ecdsa-Sig-Values wherever this type appears; the core
 * makes of them what AUTH methods 9 to 11 want (RFC 4754 section 7).
 */
public enum SignatureScheme {
    RSA_PKCS1_SHA1(Family.RSA_PKCS1, SHA1),
    RSA_PKCS1_SHA256(Family.RSA_PKCS1, SHA2_256),
    RSA_PKCS1_SHA384(Family.RSA_PKCS1, SHA2_384),
    RSA_PKCS1_SHA512(Family.RSA_PKCS1, SHA2_512),
    RSA_PSS_SHA256(Family.RSA_PSS, SHA2_256),
    RSA_PSS_SHA384(Family.RSA_PSS, SHA2_384),
    RSA_PSS_SHA512(Family.RSA_PSS, SHA2_512),
    ECDSA_SHA1(Family.ECDSA, SHA1),
    ECDSA_SHA256(Family.ECDSA, SHA2_256),
    ECDSA_SHA384(Family.ECDSA, SHA2_384),
    ECDSA_SHA512(Family.ECDSA, SHA2_512),
    ED25519(Family.ED25519, IDENTITY),
    ED448(Family.ED448, IDENTITY);

    /** Padding or curve family. */
    public enum Family {
        RSA_PKCS1,
        RSA_PSS,
        ECDSA,
        ED25519,
        ED448
    }

    private final Family family;
    private final HashAlgorithm hash;

    SignatureScheme(Family family, HashAlgorithm hash) {
        this.family = family;
        this.hash = hash;
    }

    public Family family() {
        return family;
    }

    public HashAlgorithm hash() {
        return hash;
    }

    /** Whether only the configuration's word makes it acceptable. */
    public boolean isWeak() {
        return hash == SHA1;
    }

    /** Whether keys of this kind sign by this scheme. ECDSA takes every hash with every curve (RFC 7427 section 3). */
    public boolean fits(KeyKind kind) {
        return switch (family) {
            case RSA_PKCS1, RSA_PSS -> kind == KeyKind.RSA;
            case ECDSA -> kind.isEcdsa();
            case ED25519 -> kind == KeyKind.ED25519;
            case ED448 -> kind == KeyKind.ED448;
        };
    }

    /**
     * What a key of this kind is meant to sign by, in order of preference.
     *
     * @param pss RSASSA-PSS ("pkcs2.0") instead of PKCS#1 v1.5, for RSA keys
     * @param weak RSA with SHA-1 at the end, for peers that know nothing but AUTH method 1
     */
    public static List<SignatureScheme> preferred(KeyKind kind, boolean pss, boolean weak) {
        return switch (kind) {
            case RSA -> {
                List<SignatureScheme> schemes = new ArrayList<>(
                        pss
                                ? List.of(RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512)
                                : List.of(RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512));
                if (weak) {
                    schemes.add(RSA_PKCS1_SHA1);
                }
                yield List.copyOf(schemes);
            }
            case ECDSA_P256 -> List.of(ECDSA_SHA256, ECDSA_SHA384, ECDSA_SHA512);
            case ECDSA_P384 -> List.of(ECDSA_SHA384, ECDSA_SHA512, ECDSA_SHA256);
            case ECDSA_P521 -> List.of(ECDSA_SHA512, ECDSA_SHA384, ECDSA_SHA256);
            case ED25519 -> List.of(SignatureScheme.ED25519);
            case ED448 -> List.of(SignatureScheme.ED448);
        };
    }
}
