package io.xfrmgate.ike.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.pki.HashAlgorithm;
import io.xfrmgate.ike.pki.SignatureScheme;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SignatureAlgorithmsTest {
    private static final HexFormat HEX = HexFormat.of();

    /** RFC 7427 appendix A and RFC 8420 appendix A; PSS as OpenSSL writes it, which leaves the default trailer field out. */
    @ParameterizedTest
    @CsvSource({
        "RSA_PKCS1_SHA1, 300d06092a864886f70d0101050500",
        "RSA_PKCS1_SHA256, 300d06092a864886f70d01010b0500",
        "RSA_PKCS1_SHA384, 300d06092a864886f70d01010c0500",
        "RSA_PKCS1_SHA512, 300d06092a864886f70d01010d0500",
        "ECDSA_SHA1, 300906072a8648ce3d0401",
        "ECDSA_SHA256, 300a06082a8648ce3d040302",
        "ECDSA_SHA384, 300a06082a8648ce3d040303",
        "ECDSA_SHA512, 300a06082a8648ce3d040304",
        "ED25519, 300506032b6570",
        "ED448, 300506032b6571",
        "RSA_PSS_SHA256, 304106092a864886f70d01010a3034a00f300d06096086480165030402010500"
                + "a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120",
    })
    void asTheRfcsWriteThem(SignatureScheme scheme, String encoded) {
        assertThat(HEX.formatHex(SignatureAlgorithms.encode(scheme))).isEqualTo(encoded);
    }

    @ParameterizedTest
    @EnumSource(SignatureScheme.class)
    void eachIsReadAsItself(SignatureScheme scheme) {
        assertThat(SignatureAlgorithms.decode(SignatureAlgorithms.encode(scheme)))
                .contains(scheme);
    }

    @ParameterizedTest
    @CsvSource({
        // ECDSA with NULL parameters, and RSA without
        "300c06082a8648ce3d0403020500, ECDSA_SHA256",
        "300b06092a864886f70d01010b, RSA_PKCS1_SHA256",
        // PSS that names its default trailer field
        "304606092a864886f70d01010a3039a00f300d06096086480165030402010500a11c301a06092a864886f70d010108"
                + "300d06096086480165030402010500a203020120a303020101, RSA_PSS_SHA256",
    })
    void whatOthersWriteIsTakenAsMeant(String encoded, SignatureScheme scheme) {
        assertThat(SignatureAlgorithms.decode(HEX.parseHex(encoded))).contains(scheme);
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "00",
        "3005",
        "300d06092a864886f70d01010b05",
        // DSA with SHA-256
        "300b0609608648016503040302",
        // PSS with the defaults of PKCS#1: SHA-1
        "300d06092a864886f70d01010a3000",
        "300b06092a864886f70d01010a",
        // PSS whose salt has 10 octets
        "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108"
                + "300d06096086480165030402010500a20302010a",
        // PSS with SHA-256 and a mask of SHA-384
        "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108"
                + "300d06096086480165030402020500a203020120",
    })
    void whatWeDoNotHaveIsNoScheme(String encoded) {
        assertThat(SignatureAlgorithms.decode(HEX.parseHex(encoded))).isEmpty();
    }

    /** What comes from an unproven peer gives a scheme or none, whatever it is. */
    @Test
    void mutilatedIdentifiersNeverThrow() {
        SplittableRandom random = new SplittableRandom(7);
        int understood = 0;
        for (int round = 0; round < 20_000; round++) {
            SignatureScheme scheme = SignatureScheme.values()[random.nextInt(SignatureScheme.values().length)];
            byte[] encoded = SignatureAlgorithms.encode(scheme);
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                encoded[random.nextInt(encoded.length)] = (byte) random.nextInt();
            }
            byte[] received = random.nextInt(4) == 0 ? Arrays.copyOf(encoded, random.nextInt(encoded.length)) : encoded;
            understood += SignatureAlgorithms.decode(received).isPresent() ? 1 : 0;
        }
        assertThat(understood).isPositive();
    }

    @Test
    void hashLists() {
        assertThat(HEX.formatHex(HashAlgorithm.encode(List.of(HashAlgorithm.SHA2_512, HashAlgorithm.IDENTITY))))
                .isEqualTo("00040005");
        assertThat(HashAlgorithm.decode(HEX.parseHex("00010002010200050000")))
                .containsExactly(HashAlgorithm.SHA1, HashAlgorithm.SHA2_256, HashAlgorithm.IDENTITY);
        assertThat(HashAlgorithm.decode(HEX.parseHex("000200"))).containsExactly(HashAlgorithm.SHA2_256);
    }
}
