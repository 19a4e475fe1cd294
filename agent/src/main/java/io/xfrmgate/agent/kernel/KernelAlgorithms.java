package io.xfrmgate.agent.kernel;

import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.nativeio.xfrm.Algorithm;
import java.util.List;

/** The names that the kernel's crypto interface has for IKE's algorithms (net/xfrm/xfrm_algo.c). */
final class KernelAlgorithms {
    private KernelAlgorithms() {}

    /** The algorithms of a state, with its keys. */
    static List<Algorithm> of(ChildSuite suite, ChildKeys keys) {
        if (suite.encryption().isAead()) {
            return List.of(new Algorithm.Aead(
                    aead(suite), keys.encryption(), suite.encryption().icvLength() * 8));
        }
        Algorithm cipher = new Algorithm.Cipher(cipher(suite), keys.encryption());
        Algorithm integrity = new Algorithm.Integrity(
                integrity(suite), keys.integrity(), suite.integrity().icvLength() * 8);
        return List.of(integrity, cipher);
    }

    private static String aead(ChildSuite suite) {
        return switch (suite.encryption()) {
            case AES_GCM_8, AES_GCM_12, AES_GCM_16 -> "rfc4106(gcm(aes))";
            case AES_CCM_8, AES_CCM_12, AES_CCM_16 -> "rfc4309(ccm(aes))";
            case AES_GMAC -> "rfc4543(gcm(aes))";
            case CHACHA20_POLY1305 -> "rfc7539esp(chacha20,poly1305)";
            case DES_CBC, TRIPLE_DES_CBC, NULL, AES_CBC, AES_CTR ->
                throw new IllegalArgumentException(suite + " is no combined mode");
        };
    }

    private static String cipher(ChildSuite suite) {
        return switch (suite.encryption()) {
            case DES_CBC -> "cbc(des)";
            case TRIPLE_DES_CBC -> "cbc(des3_ede)";
            case NULL -> "ecb(cipher_null)";
            case AES_CBC -> "cbc(aes)";
            case AES_CTR -> "rfc3686(ctr(aes))";
            case AES_GCM_8, AES_GCM_12, AES_GCM_16, AES_CCM_8, AES_CCM_12, AES_CCM_16, AES_GMAC, CHACHA20_POLY1305 ->
                throw new IllegalArgumentException(suite + " is a combined mode");
        };
    }

    private static String integrity(ChildSuite suite) {
        return switch (suite.integrity()) {
            case NONE -> "digest_null";
            case HMAC_MD5_96 -> "hmac(md5)";
            case HMAC_SHA1_96 -> "hmac(sha1)";
            case AES_XCBC_96 -> "xcbc(aes)";
            case AES_CMAC_96 -> "cmac(aes)";
            case HMAC_SHA2_256_128 -> "hmac(sha256)";
            case HMAC_SHA2_384_192 -> "hmac(sha384)";
            case HMAC_SHA2_512_256 -> "hmac(sha512)";
        };
    }
}
