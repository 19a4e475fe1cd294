package io.xfrmgate.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.crypto.EcdsaEncoding;
import io.xfrmgate.ike.pki.Credential;
import io.xfrmgate.ike.pki.HashAlgorithm;
import io.xfrmgate.ike.pki.KeyKind;
import io.xfrmgate.ike.pki.KeyReference;
import io.xfrmgate.ike.pki.SignatureScheme;
import io.xfrmgate.ike.wire.Payload;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AuthSignatureTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final List<HashAlgorithm> ALL = List.of(HashAlgorithm.values());

    private record NoKey() implements KeyReference {}

    private static Credential credential(KeyKind kind, boolean pss, boolean weak) {
        return new Credential(
                "test",
                List.of(new byte[1]),
                kind,
                SignatureScheme.preferred(kind, pss, weak),
                new NoKey(),
                Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void aPeerThatAnnouncesHashesGetsADigitalSignature(KeyKind kind) {
        Credential credential = credential(kind, false, true);
        assertThat(AuthSignature.choose(credential, Optional.of(ALL)))
                .contains(new AuthSignature(
                        Payload.Auth.DIGITAL_SIGNATURE, credential.schemes().getFirst()));
        assertThat(AuthSignature.choose(credential, Optional.of(List.of()))).isEmpty();
    }

    @Test
    void theFirstOfOurSchemesThatThePeerTakes() {
        Credential rsa = credential(KeyKind.RSA, true, false);
        assertThat(AuthSignature.choose(rsa, Optional.of(List.of(HashAlgorithm.SHA2_512, HashAlgorithm.SHA2_384))))
                .contains(new AuthSignature(Payload.Auth.DIGITAL_SIGNATURE, SignatureScheme.RSA_PSS_SHA384));
        assertThat(AuthSignature.choose(rsa, Optional.of(List.of(HashAlgorithm.SHA1))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ECDSA_P256, 9, ECDSA_SHA256",
        "ECDSA_P384, 10, ECDSA_SHA384",
        "ECDSA_P521, 11, ECDSA_SHA512",
    })
    void theClassicMethodsOfEcdsa(KeyKind kind, int method, SignatureScheme scheme) {
        AuthSignature chosen = AuthSignature.choose(credential(kind, false, false), Optional.empty())
                .orElseThrow();
        assertThat(chosen).isEqualTo(new AuthSignature(method, scheme));
        int half = kind == KeyKind.ECDSA_P256 ? 32 : kind == KeyKind.ECDSA_P384 ? 48 : 66;
        byte[] fixed = new byte[2 * half];
        fixed[0] = (byte) (kind == KeyKind.ECDSA_P521 ? 1 : 0x81);
        fixed[2 * half - 1] = 7;
        byte[] der = EcdsaEncoding.toDer(fixed, kind).orElseThrow();
        Payload.Auth auth = chosen.encode(der, kind);
        assertThat(auth.method()).isEqualTo(method);
        assertThat(auth.data()).isEqualTo(fixed);
        AuthSignature.Received.Signature received = (AuthSignature.Received.Signature) AuthSignature.decode(auth);
        assertThat(received.schemes()).containsExactly(scheme);
        assertThat(received.kind()).contains(kind);
        assertThat(received.signature()).isEqualTo(der);
        assertThat(AuthSignature.decode(new Payload.Auth(method, new byte[2 * half - 1])))
                .isInstanceOf(AuthSignature.Received.Unusable.class);
    }

    @Test
    void theClassicMethodOfRsaIsForThoseWhoAllowSha1() {
        assertThat(AuthSignature.choose(credential(KeyKind.RSA, false, false), Optional.empty()))
                .isEmpty();
        assertThat(AuthSignature.choose(credential(KeyKind.RSA, true, true), Optional.empty()))
                .contains(new AuthSignature(Payload.Auth.RSA, SignatureScheme.RSA_PKCS1_SHA1));
        AuthSignature chosen = AuthSignature.choose(credential(KeyKind.RSA, false, true), Optional.empty())
                .orElseThrow();
        assertThat(chosen).isEqualTo(new AuthSignature(Payload.Auth.RSA, SignatureScheme.RSA_PKCS1_SHA1));
        byte[] signature = new byte[256];
        assertThat(chosen.encode(signature, KeyKind.RSA).data()).isSameAs(signature);
        AuthSignature.Received.Signature received =
                (AuthSignature.Received.Signature) AuthSignature.decode(chosen.encode(signature, KeyKind.RSA));
        assertThat(received.schemes()).contains(SignatureScheme.RSA_PKCS1_SHA1, SignatureScheme.RSA_PKCS1_SHA256);
        assertThat(received.kind()).contains(KeyKind.RSA);
    }

    @Test
    void edwardsKeysHaveNoClassicMethod() {
        assertThat(AuthSignature.choose(credential(KeyKind.ED25519, false, true), Optional.empty()))
                .isEmpty();
    }

    /** RFC 7427 section 3: a length, the AlgorithmIdentifier, the signature. */
    @Test
    void aDigitalSignatureOnTheWire() {
        AuthSignature signature = new AuthSignature(Payload.Auth.DIGITAL_SIGNATURE, SignatureScheme.ED25519);
        Payload.Auth auth = signature.encode(HEX.parseHex("0102030405"), KeyKind.ED25519);
        assertThat(HEX.formatHex(auth.data())).isEqualTo("07300506032b65700102030405");
        AuthSignature.Received.Signature received = (AuthSignature.Received.Signature) AuthSignature.decode(auth);
        assertThat(received.schemes()).containsExactly(SignatureScheme.ED25519);
        assertThat(HEX.formatHex(received.signature())).isEqualTo("0102030405");
    }

    @ParameterizedTest
    @CsvSource({"14, ''", "14, 00", "14, 07300506032b6570", "14, ff3005", "14, 0230000102", "2, 01", "200, 01"})
    void whatIsNoSignature(int method, String data) {
        assertThat(AuthSignature.decode(new Payload.Auth(method, HEX.parseHex(data))))
                .isInstanceOfSatisfying(
                        AuthSignature.Received.Unusable.class,
                        unusable -> assertThat(unusable.detail()).isNotBlank());
    }
}
