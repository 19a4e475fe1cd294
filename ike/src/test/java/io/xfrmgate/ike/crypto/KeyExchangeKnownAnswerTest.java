package io.xfrmgate.ike.crypto;

import static io.xfrmgate.ike.crypto.Octet.concat;
import static io.xfrmgate.ike.crypto.Octet.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.sim.SeededRandom;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;
import javax.crypto.interfaces.DHPublicKey;
import javax.crypto.spec.DHParameterSpec;
import javax.crypto.spec.DHPublicKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Known answers of RFC 5903 section 8 and RFC 7748 section 6, and the JDK as the other side for every group. */
class KeyExchangeKnownAnswerTest {
    private final StandardCryptoRegistry javaOnly = new StandardCryptoRegistry(NativeProviders.none());
    private final SecureRandom random = new SeededRandom(5);

    private void assertKnown(KeyExchangeGroup group, byte[] i, byte[] publicI, byte[] r, byte[] publicR, byte[] secret)
            throws InvalidPublicValueException {
        KeyExchange initiator = javaOnly.keyExchange(group, new FixedRandom(i));
        KeyExchange responder = javaOnly.keyExchange(group, new FixedRandom(r));
        assertThat(initiator.publicValue()).isEqualTo(publicI);
        assertThat(responder.publicValue()).isEqualTo(publicR);
        assertThat(initiator.agree(publicR)).isEqualTo(secret);
        assertThat(responder.agree(publicI)).isEqualTo(secret);
    }

    @Test
    void ecp256() throws InvalidPublicValueException {
        assertKnown(
                KeyExchangeGroup.ECP_256,
                hex("C88F01F5 10D9AC3F 70A292DA A2316DE5 44E9AAB8 AFE84049 C62A9C57 862D1433"),
                hex("""
                        DAD0B653 94221CF9 B051E1FE CA5787D0 98DFE637 FC90B9EF 945D0C37 72581180
                        5271A046 1CDB8252 D61F1C45 6FA3E59A B1F45B33 ACCF5F58 389E0577 B8990BB3"""),
                hex("C6EF9C5D 78AE012A 011164AC B397CE20 88685D8F 06BF9BE0 B283AB46 476BEE53"),
                hex("""
                        D12DFB52 89C8D4F8 1208B702 70398C34 2296970A 0BCCB74C 736FC755 4494BF63
                        56FBF3CA 366CC23E 8157854C 13C58D6A AC23F046 ADA30F83 53E74F33 039872AB"""),
                hex("D6840F6B 42F6EDAF D13116E0 E1256520 2FEF8E9E CE7DCE03 812464D0 4B9442DE"));
    }

    @Test
    void ecp384() throws InvalidPublicValueException {
        assertKnown(KeyExchangeGroup.ECP_384, hex("""
                        099F3C70 34D4A2C6 99884D73 A375A67F 7624EF7C 6B3C0F16 0647B674 14DCE655
                        E35B5380 41E649EE 3FAEF896 783AB194"""), hex("""
                        667842D7 D180AC2C DE6F74F3 7551F557 55C7645C 20EF73E3 1634FE72 B4C55EE6
                        DE3AC808 ACB4BDB4 C88732AE E95F41AA 9482ED1F C0EEB9CA FC498462 5CCFC23F
                        65032149 E0E144AD A0241815 35A0F38E EB9FCFF3 C2C947DA E69B4C63 4573A81C"""), hex("""
                        41CB0779 B4BDB85D 47846725 FBEC3C94 30FAB46C C8DC5060 855CC9BD A0AA2942
                        E0308312 916B8ED2 960E4BD5 5A7448FC"""), hex("""
                        E558DBEF 53EECDE3 D3FCCFC1 AEA08A89 A987475D 12FD950D 83CFA417 32BC509D
                        0D1AC43A 0336DEF9 6FDA41D0 774A3571 DCFBEC7A ACF31964 72169E83 8430367F
                        66EEBE3C 6E70C416 DD5F0C68 759DD1FF F83FA401 42209DFF 5EAAD96D B9E6386C"""), hex("""
                        11187331 C279962D 93D60424 3FD592CB 9D0A926F 422E4718 7521287E 7156C5C4
                        D6031355 69B9E9D0 9CF5D4A2 70F59746"""));
    }

    @Test
    void ecp521() throws InvalidPublicValueException {
        assertKnown(KeyExchangeGroup.ECP_521, hex("""
                        0037ADE9 319A89F4 DABDB3EF 411AACCC A5123C61 ACAB57B5 393DCE47 608172A0
                        95AA85A3 0FE1C295 2C6771D9 37BA9777 F5957B26 39BAB072 462F68C2 7A57382D
                        4A52"""), hex("""
                        0015417E 84DBF28C 0AD3C278 713349DC 7DF153C8 97A1891B D98BAB43 57C9ECBE
                        E1E3BF42 E00B8E38 0AEAE57C 2D107564 94188594 2AF5A7F4 601723C4 195D176C
                        ED3E
                        017CAE20 B6641D2E EB695786 D8C94614 6239D099 E18E1D5A 514C739D 7CB4A10A
                        D8A78801 5AC405D7 799DC75E 7B7D5B6C F2261A6A 7F150743 8BF01BEB 6CA3926F
                        9582"""), hex("""
                        0145BA99 A847AF43 793FDD0E 872E7CDF A16BE30F DC780F97 BCCC3F07 8380201E
                        9C677D60 0B343757 A3BDBF2A 3163E4C2 F869CCA7 458AA4A4 EFFC311F 5CB15168
                        5EB9"""), hex("""
                        00D0B397 5AC4B799 F5BEA16D 5E13E9AF 971D5E9B 984C9F39 728B5E57 39735A21
                        9B97C356 436ADC6E 95BB0352 F6BE64A6 C2912D4E F2D0433C ED2B6171 640012D9
                        460F
                        015C6822 6383956E 3BD066E7 97B623C2 7CE0EAC2 F551A10C 2C724D98 52077B87
                        220B6536 C5C408A1 D2AEBB8E 86D678AE 49CB5709 1F473229 6579AB44 FCD17F0F
                        C56A"""), hex("""
                        01144C7D 79AE6956 BC8EDB8E 7C787C45 21CB086F A64407F9 7894E5E6 B2D79B04
                        D1427E73 CA4BAA24 0A347868 59810C06 B3C715A3 A8CC3151 F2BEE417 996D19F3
                        DDEA"""));
    }

    @Test
    void curve448() throws InvalidPublicValueException {
        assertKnown(KeyExchangeGroup.CURVE448, hex("""
                        9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf5
                        74a9419744897391006382a6f127ab1d9ac2d8c0a598726b"""), hex("""
                        9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c22c5d9bb
                        c836647241d953d40c5b12da88120d53177f80e532c41fa0"""), hex("""
                        1c306a7ac2a0e2e0990b294470cba339e6453772b075811d8fad0d1d6927c120
                        bb5ee8972b0d3e21374c9c921b09d1b0366f10b65173992d"""), hex("""
                        3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b43027d8b972
                        fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609"""), hex("""
                        07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282bb60c0b56
                        fd2464c335543936521c24403085d59a449a5037514a879d"""));
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyExchangeGroup.class,
            names = {"MODP_.*"},
            mode = EnumSource.Mode.MATCH_ALL)
    void modpAgreesWithTheJdk(KeyExchangeGroup group) throws Exception {
        BigInteger p = ModpExchange.primeOf(group);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("DH", "SunJCE");
        generator.initialize(new DHParameterSpec(p, BigInteger.TWO, 256));
        KeyPair jdk = generator.generateKeyPair();
        KeyExchange ours = javaOnly.keyExchange(group, random);
        byte[] jdkPublic = Octets.fixedLength(((DHPublicKey) jdk.getPublic()).getY(), group.publicLength());
        PublicKey ourPublic = KeyFactory.getInstance("DH", "SunJCE")
                .generatePublic(new DHPublicKeySpec(new BigInteger(1, ours.publicValue()), p, BigInteger.TWO));
        assertThat(ours.agree(jdkPublic)).isEqualTo(jdkAgree("DH", "SunJCE", jdk, ourPublic));
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyExchangeGroup.class,
            names = {"CURVE.*"},
            mode = EnumSource.Mode.MATCH_ALL)
    void montgomeryCurvesAgreeWithTheJdk(KeyExchangeGroup group) throws Exception {
        String name = group == KeyExchangeGroup.CURVE25519 ? "X25519" : "X448";
        KeyPair jdk = KeyPairGenerator.getInstance(name, "SunEC").generateKeyPair();
        KeyExchange ours = javaOnly.keyExchange(group, random);
        byte[] jdkPublic = reversed(Octets.fixedLength(((XECPublicKey) jdk.getPublic()).getU(), group.publicLength()));
        PublicKey ourPublic = KeyFactory.getInstance(name, "SunEC")
                .generatePublic(new XECPublicKeySpec(
                        new NamedParameterSpec(name), new BigInteger(1, reversed(ours.publicValue()))));
        assertThat(ours.agree(jdkPublic)).isEqualTo(jdkAgree(name, "SunEC", jdk, ourPublic));
    }

    @ParameterizedTest
    @MethodSource("io.xfrmgate.ike.crypto.KeyExchangeTest#everyGroupBothWays")
    void nistCurvesAgreeWithTheJdk(KeyExchangeTest.Way way) throws Exception {
        KeyExchangeGroup group = way.group();
        if (!group.name().startsWith("ECP")) {
            return;
        }
        ECGenParameterSpec curve = new ECGenParameterSpec("secp" + group.name().substring(4) + "r1");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
        generator.initialize(curve);
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC", "SunEC");
        parameters.init(curve);
        int half = group.publicLength() / 2;
        for (int run = 0; run < 8; run++) {
            KeyPair jdk = generator.generateKeyPair();
            KeyExchange ours = way.registry().keyExchange(group, random);
            ECPoint point = ((ECPublicKey) jdk.getPublic()).getW();
            byte[] jdkPublic =
                    concat(Octets.fixedLength(point.getAffineX(), half), Octets.fixedLength(point.getAffineY(), half));
            byte[] value = ours.publicValue();
            ECPoint ourPoint = new ECPoint(Octets.number(value, 0, half), Octets.number(value, half, half));
            PublicKey ourPublic = KeyFactory.getInstance("EC", "SunEC")
                    .generatePublic(new ECPublicKeySpec(ourPoint, parameters.getParameterSpec(ECParameterSpec.class)));
            assertThat(ours.agree(jdkPublic)).isEqualTo(jdkAgree("ECDH", "SunEC", jdk, ourPublic));
        }
    }

    /** We ship native libraries for this one architecture: that they load there is part of what is promised. */
    @Test
    void theNativeCurvesLoadOnAmd64() {
        boolean amd64 = System.getProperty("os.arch").equals("amd64");
        NativeProviders natives = NativeProviders.ofThisMachine();
        assertThat(natives.corretto().isPresent()).isEqualTo(amd64);
        assertThat(natives.conscrypt().isPresent() || !amd64).isTrue();
    }

    private static byte[] jdkAgree(String algorithm, String provider, KeyPair own, PublicKey peer) throws Exception {
        KeyAgreement agreement = KeyAgreement.getInstance(algorithm, provider);
        agreement.init(own.getPrivate());
        agreement.doPhase(peer, true);
        return agreement.generateSecret();
    }

    private static byte[] reversed(byte[] octets) {
        byte[] out = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            out[i] = octets[octets.length - 1 - i];
        }
        return out;
    }
}
