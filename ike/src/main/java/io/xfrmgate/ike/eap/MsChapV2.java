package io.xfrmgate.ike.eap;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.crypto.digests.MD4Digest;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * The computations of MS-CHAPv2 (RFC 2759 section 8) and of the keys that it makes (RFC 3079 section 3). DES and MD4 are what the
 * method is made of; it is worth no more than the password, and its messages are safe only inside IKE's encryption.
 */
public final class MsChapV2 {
    /** Octets of either side's challenge. */
    public static final int CHALLENGE = 16;

    /** Octets of NT-Response. */
    public static final int NT_RESPONSE = 24;

    private static final int HASH = 16;
    private static final int DES_BLOCK = 8;
    private static final int MSK = 64;
    private static final int PAD = 40;

    private static final byte[] SIGNING = ascii("Magic server to client signing constant");
    private static final byte[] ITERATION = ascii("Pad to make it do more than one iteration");
    private static final byte[] MASTER = ascii("This is the MPPE Master Key");
    private static final byte[] CLIENT_SENDS =
            ascii("On the client side, this is the send key; " + "on the server side, it is the receive key.");
    private static final byte[] CLIENT_RECEIVES =
            ascii("On the client side, this is the receive key; " + "on the server side, it is the send key.");

    private MsChapV2() {}

    /** NtPasswordHash. @param password as UTF-8 */
    public static byte[] passwordHash(byte[] password) {
        byte[] unicode = new String(password, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16LE);
        byte[] hash = md4(unicode);
        Arrays.fill(unicode, (byte) 0);
        return hash;
    }

    /** GenerateNTResponse, from the hash of the password. */
    public static byte[] response(
            byte[] authenticatorChallenge, byte[] peerChallenge, byte[] userName, byte[] passwordHash) {
        byte[] challenge = challengeHash(authenticatorChallenge, peerChallenge, userName);
        byte[] padded = Arrays.copyOf(passwordHash, 21);
        byte[] response = new byte[NT_RESPONSE];
        for (int third = 0; third < 3; third++) {
            des(challenge, padded, 7 * third, response, DES_BLOCK * third);
        }
        Arrays.fill(padded, (byte) 0);
        return response;
    }

    /** GenerateAuthenticatorResponse: "S=" and 40 hexadecimal digits. */
    public static String authenticatorResponse(
            byte[] passwordHash,
            byte[] ntResponse,
            byte[] authenticatorChallenge,
            byte[] peerChallenge,
            byte[] userName) {
        byte[] digest = sha1(md4(passwordHash), ntResponse, SIGNING);
        byte[] challenge = challengeHash(authenticatorChallenge, peerChallenge, userName);
        return "S="
                + HexFormat.of().formatHex(sha1(digest, challenge, ITERATION)).toUpperCase(Locale.ROOT);
    }

    /** What both ends take for the MSK: MasterReceiveKey, MasterSendKey, both as the server calls them, and 32 zeros. */
    public static byte[] msk(byte[] passwordHash, byte[] ntResponse) {
        byte[] master = Arrays.copyOf(sha1(md4(passwordHash), ntResponse, MASTER), HASH);
        byte[] msk = new byte[MSK];
        System.arraycopy(sessionKey(master, CLIENT_SENDS), 0, msk, 0, HASH);
        System.arraycopy(sessionKey(master, CLIENT_RECEIVES), 0, msk, HASH, HASH);
        Arrays.fill(master, (byte) 0);
        return msk;
    }

    private static byte[] sessionKey(byte[] master, byte[] magic) {
        byte[] pad1 = new byte[PAD];
        byte[] pad2 = new byte[PAD];
        Arrays.fill(pad2, (byte) 0xF2);
        return Arrays.copyOf(sha1(master, pad1, magic, pad2), HASH);
    }

    private static byte[] challengeHash(byte[] authenticatorChallenge, byte[] peerChallenge, byte[] userName) {
        return Arrays.copyOf(sha1(peerChallenge, authenticatorChallenge, userName), DES_BLOCK);
    }

    /** One DES block under 7 octets of key, whose bits are spread over 8 (section 8.6). */
    private static void des(byte[] clear, byte[] keys, int at, byte[] out, int outAt) {
        byte[] key = new byte[DES_BLOCK];
        for (int i = 0; i < DES_BLOCK; i++) {
            int bits = 0;
            for (int bit = 7 * i; bit < 7 * i + 7; bit++) {
                bits = bits << 1 | (keys[at + bit / 8] >>> (7 - bit % 8) & 1);
            }
            key[i] = (byte) (bits << 1);
        }
        DESEngine engine = new DESEngine();
        engine.init(true, new KeyParameter(key));
        engine.processBlock(clear, 0, out, outAt);
        Arrays.fill(key, (byte) 0);
    }

    private static byte[] md4(byte[] input) {
        MD4Digest digest = new MD4Digest();
        digest.update(input, 0, input.length);
        byte[] hash = new byte[HASH];
        digest.doFinal(hash, 0);
        return hash;
    }

    private static byte[] sha1(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
