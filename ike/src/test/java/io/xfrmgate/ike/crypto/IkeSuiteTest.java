package io.xfrmgate.ike.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.proposal.TransformType;
import java.util.List;
import org.junit.jupiter.api.Test;

class IkeSuiteTest {
    private static final Transform CBC = Transform.encr(EncryptionAlgorithm.AES_CBC, 256);
    private static final Transform GCM = Transform.encr(EncryptionAlgorithm.AES_GCM_16, 128);
    private static final Transform SHA2 = Transform.integ(IntegrityAlgorithm.HMAC_SHA2_256_128);
    private static final Transform NO_INTEG = Transform.integ(IntegrityAlgorithm.NONE);
    private static final Transform PRF = Transform.prf(PrfAlgorithm.HMAC_SHA2_256);
    private static final Transform KE = Transform.ke(KeyExchangeGroup.MODP_2048);

    private static Proposal ike(Transform... transforms) {
        return new Proposal(1, SecurityProtocol.IKE, 0, List.of(transforms));
    }

    @Test
    void aCipherWithItsIntegrityAlgorithm() {
        assertThat(IkeSuite.of(ike(CBC, SHA2, PRF, KE)))
                .contains(new IkeSuite(
                        EncryptionAlgorithm.AES_CBC,
                        256,
                        IntegrityAlgorithm.HMAC_SHA2_256_128,
                        PrfAlgorithm.HMAC_SHA2_256,
                        KeyExchangeGroup.MODP_2048));
    }

    @Test
    void aCombinedModeWithNoneOrNothing() {
        IkeSuite expected = new IkeSuite(
                EncryptionAlgorithm.AES_GCM_16,
                128,
                IntegrityAlgorithm.NONE,
                PrfAlgorithm.HMAC_SHA2_256,
                KeyExchangeGroup.MODP_2048);
        assertThat(IkeSuite.of(ike(GCM, PRF, KE))).contains(expected);
        assertThat(IkeSuite.of(ike(GCM, NO_INTEG, PRF, KE))).contains(expected);
        assertThat(expected.encryptionKeyLength()).isEqualTo(20);
        assertThat(expected).hasToString("aes-128-gcm-128/prf-sha2-256/group-14");
    }

    @Test
    void oneKeySizeOnlyMeansNoAttribute() {
        Transform des = Transform.encr(EncryptionAlgorithm.TRIPLE_DES_CBC, 192);
        assertThat(IkeSuite.of(ike(des, SHA2, PRF, KE)).map(IkeSuite::keyBits)).contains(192);
        Transform withAttribute = new Transform(TransformType.ENCR, EncryptionAlgorithm.TRIPLE_DES_CBC.id(), 192);
        assertThat(IkeSuite.of(ike(withAttribute, SHA2, PRF, KE))).isEmpty();
    }

    @Test
    void whatCanNotBeAnIkeSaIsEmpty() {
        Transform unknown = new Transform(TransformType.ENCR, 60_000, 128);
        Transform noAttribute = new Transform(TransformType.ENCR, EncryptionAlgorithm.AES_CBC.id(), 0);
        Transform oddKey = new Transform(TransformType.ENCR, EncryptionAlgorithm.AES_CBC.id(), 160);
        Transform oddPrf = new Transform(TransformType.PRF, 60_000, 0);
        Transform oddIntegrity = new Transform(TransformType.INTEG, 60_000, 0);
        Transform oddGroup = new Transform(TransformType.KE, 60_000, 0);
        for (Proposal bad : List.of(
                ike(),
                ike(SHA2, PRF, KE),
                ike(CBC, PRF, KE),
                ike(CBC, SHA2, KE),
                ike(CBC, SHA2, PRF),
                ike(CBC, NO_INTEG, PRF, KE),
                ike(GCM, SHA2, PRF, KE),
                ike(unknown, SHA2, PRF, KE),
                ike(noAttribute, SHA2, PRF, KE),
                ike(oddKey, SHA2, PRF, KE),
                ike(CBC, SHA2, oddPrf, KE),
                ike(CBC, oddIntegrity, PRF, KE),
                ike(CBC, SHA2, PRF, oddGroup),
                ike(CBC, SHA2, PRF, Transform.ke(KeyExchangeGroup.NONE)),
                ike(CBC, CBC, SHA2, PRF, KE),
                ike(CBC, SHA2, SHA2, PRF, KE),
                ike(Transform.encr(EncryptionAlgorithm.NULL, 0), SHA2, PRF, KE),
                ike(Transform.encr(EncryptionAlgorithm.AES_GMAC, 128), PRF, KE),
                new Proposal(1, SecurityProtocol.ESP, 1, List.of(CBC, SHA2, PRF, KE)))) {
            assertThat(IkeSuite.of(bad)).as("%s", bad).isEmpty();
        }
    }

    @Test
    void theConstructorRefusesTheSame() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IkeSuite(
                        EncryptionAlgorithm.AES_CBC,
                        128,
                        IntegrityAlgorithm.HMAC_SHA1_96,
                        PrfAlgorithm.HMAC_SHA1,
                        KeyExchangeGroup.NONE));
    }
}
