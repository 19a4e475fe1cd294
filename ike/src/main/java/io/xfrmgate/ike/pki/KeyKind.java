package io.xfrmgate.ike.pki;

import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;

/** Kinds of keys that sign in IKEv2. */
public enum KeyKind {
    RSA,
    ECDSA_P256,
    ECDSA_P384,
    ECDSA_P521,
    ED25519,
    ED448;

    /** The kind of a certificate's key; empty for one that IKEv2 has no use for. */
    public static Optional<KeyKind> of(PublicKey key) {
        return switch (key) {
            case RSAKey _ -> Optional.of(RSA);
            case ECKey ec ->
                switch (ec.getParams().getCurve().getField().getFieldSize()) {
                    case 256 -> Optional.of(ECDSA_P256);
                    case 384 -> Optional.of(ECDSA_P384);
                    case 521 -> Optional.of(ECDSA_P521);
                    default -> Optional.empty();
                };
            case EdECKey ed ->
                ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName())
                        ? Optional.of(ED25519)
                        : Optional.of(ED448);
            default -> Optional.empty();
        };
    }

    public boolean isEcdsa() {
        return this == ECDSA_P256 || this == ECDSA_P384 || this == ECDSA_P521;
    }
}
