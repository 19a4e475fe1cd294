package io.xfrmgate.agent.capture;

import io.xfrmgate.ike.crypto.IkeSuite;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import java.util.Optional;

/**
 * The algorithms of an IKE SA by the names that Wireshark's table of IKEv2 keys has for them.
 *
 * @param encryption name in the table
 * @param integrity name in the table
 */
record WiresharkSuite(String encryption, String integrity) {

    /** Empty where Wireshark can not decrypt it: ChaCha20-Poly1305, DES, AES-XCBC, AES-CMAC. */
    static Optional<WiresharkSuite> of(IkeSuite suite) {
        return encryption(suite.encryption(), suite.keyBits())
                .flatMap(e -> integrity(suite.integrity()).map(i -> new WiresharkSuite(e, i)));
    }

    private static Optional<String> encryption(EncryptionAlgorithm algorithm, int keyBits) {
        return switch (algorithm) {
            case TRIPLE_DES_CBC -> Optional.of("3DES [RFC2451]");
            case AES_CBC -> Optional.of("AES-CBC-" + keyBits + " [RFC3602]");
            case AES_CTR -> Optional.of("AES-CTR-" + keyBits + " [RFC5930]");
            case AES_CCM_8, AES_CCM_12, AES_CCM_16 -> Optional.of(combined("CCM", algorithm, keyBits));
            case AES_GCM_8, AES_GCM_12, AES_GCM_16 -> Optional.of(combined("GCM", algorithm, keyBits));
            case DES_CBC, CHACHA20_POLY1305, NULL, AES_GMAC -> Optional.empty();
        };
    }

    private static String combined(String mode, EncryptionAlgorithm algorithm, int keyBits) {
        return "AES-" + mode + "-" + keyBits + " with " + algorithm.icvLength() + " octet ICV [RFC5282]";
    }

    private static Optional<String> integrity(IntegrityAlgorithm algorithm) {
        return switch (algorithm) {
            case NONE -> Optional.of("NONE [RFC4306]");
            case HMAC_MD5_96 -> Optional.of("HMAC_MD5_96 [RFC2403]");
            case HMAC_SHA1_96 -> Optional.of("HMAC_SHA1_96 [RFC2404]");
            case HMAC_SHA2_256_128 -> Optional.of("HMAC_SHA2_256_128 [RFC4868]");
            case HMAC_SHA2_384_192 -> Optional.of("HMAC_SHA2_384_192 [RFC4868]");
            case HMAC_SHA2_512_256 -> Optional.of("HMAC_SHA2_512_256 [RFC4868]");
            case AES_XCBC_96, AES_CMAC_96 -> Optional.empty();
        };
    }
}
