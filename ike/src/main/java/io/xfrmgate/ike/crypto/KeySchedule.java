package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.wire.Identification;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/** IKEv2's derivations (RFC 7296 sections 2.14 to 2.18 and 2.23). Arguments are left as they are unless a method says otherwise. */
public final class KeySchedule {
    private static final byte[] KEY_PAD = "Key Pad for IKEv2".getBytes(StandardCharsets.US_ASCII);
    private static final int FIXED_KEY_HALF = 8;
    private static final byte[] NOTHING = {};

    private KeySchedule() {}

    /**
     * Keys of the two ESP SAs that a Child SA is.
     *
     * @param initiatorToResponder of what the initiator of this exchange sends
     * @param responderToInitiator of what its responder sends
     */
    public record ChildKeyPair(ChildKeys initiatorToResponder, ChildKeys responderToInitiator) {
        /** Overwrites both. */
        public void destroy() {
            initiatorToResponder.destroy();
            responderToInitiator.destroy();
        }
    }

    /**
     * SKEYSEED of an initial exchange: prf(Ni | Nr, g^ir). A PRF with a fixed key takes the first 64 bits of each nonce
     * (RFC 7296 section 2.14).
     *
     * @param ni the initiator's nonce, at least 16 octets (RFC 7296 section 2.10)
     * @param nr the responder's
     */
    public static byte[] skeyseed(Prf prf, byte[] ni, byte[] nr, byte[] sharedSecret) {
        int fromI = prf.algorithm().hasFixedKey() ? FIXED_KEY_HALF : ni.length;
        int fromR = prf.algorithm().hasFixedKey() ? FIXED_KEY_HALF : nr.length;
        byte[] key = new byte[fromI + fromR];
        System.arraycopy(ni, 0, key, 0, fromI);
        System.arraycopy(nr, 0, key, fromI, fromR);
        return prf.compute(key, sharedSecret);
    }

    /** SKEYSEED of an IKE SA that takes over from another: prf(SK_d of the old, g^ir | Ni | Nr), with the old one's PRF (section 2.18). */
    public static byte[] skeyseedForRekey(Prf oldPrf, byte[] oldSkD, byte[] sharedSecret, byte[] ni, byte[] nr) {
        return oldPrf.compute(oldSkD, sharedSecret, ni, nr);
    }

    /**
     * {SK_d | SK_ai | SK_ar | SK_ei | SK_er | SK_pi | SK_pr} = prf+(SKEYSEED, Ni | Nr | SPIi | SPIr).
     *
     * @param skeyseed overwritten
     * @param spiI the SPI that the initiator chose for the new SA
     * @param spiR the SPI that the responder chose
     */
    public static IkeKeys derive(
            CryptoRegistry registry, IkeSuite suite, byte[] skeyseed, byte[] ni, byte[] nr, long spiI, long spiR) {
        byte[] spis = ByteBuffer.allocate(16).putLong(spiI).putLong(spiR).array();
        try (PrfPlus stream = new PrfPlus(registry.prf(suite.prf()), skeyseed, ni, nr, spis)) {
            byte[] skD = stream.take(suite.prf().keyLength());
            byte[] skAi = stream.take(suite.integrity().keyLength());
            byte[] skAr = stream.take(suite.integrity().keyLength());
            byte[] skEi = stream.take(suite.encryptionKeyLength());
            byte[] skEr = stream.take(suite.encryptionKeyLength());
            byte[] skPi = stream.take(suite.prf().keyLength());
            byte[] skPr = stream.take(suite.prf().keyLength());
            IkeKeys keys = new IkeKeys(
                    skD,
                    skPi,
                    skPr,
                    registry.protection(suite.encryption(), suite.integrity(), skEi, skAi),
                    registry.protection(suite.encryption(), suite.integrity(), skEr, skAr));
            wipe(skAi, skAr, skEi, skEr);
            return keys;
        } finally {
            wipe(skeyseed);
        }
    }

    /**
     * KEYMAT = prf+(SK_d, g^ir | Ni | Nr): first what the initiator sends, then what the responder sends, each with its
     * encryption key (and salt) before its integrity key (section 2.17).
     *
     * @param sharedSecret of the exchange's own key exchange; empty without one
     */
    public static ChildKeyPair childKeys(
            Prf prf, byte[] skD, Optional<byte[]> sharedSecret, byte[] ni, byte[] nr, ChildSuite suite) {
        try (PrfPlus stream = new PrfPlus(prf, skD, sharedSecret.orElse(NOTHING), ni, nr)) {
            return new ChildKeyPair(childKeys(stream, suite), childKeys(stream, suite));
        }
    }

    private static ChildKeys childKeys(PrfPlus stream, ChildSuite suite) {
        byte[] encryption = stream.take(suite.encryptionKeyLength());
        return new ChildKeys(encryption, stream.take(suite.integrityKeyLength()));
    }

    /**
     * What both kinds of AUTH are over (section 2.15): message | nonce | prf(SK_p, ID).
     *
     * @param firstMessage the signer's IKE_SA_INIT message from its header on, as it went over the wire
     * @param peerNonce the other side's nonce
     * @param skP the signer's SK_p
     * @param id the signer's identity
     */
    public static byte[] signedOctets(Prf prf, byte[] firstMessage, byte[] peerNonce, byte[] skP, Identification id) {
        byte[] typeAndReserved = {(byte) id.idType(), 0, 0, 0};
        byte[] macedId = prf.compute(skP, typeAndReserved, id.data());
        return ByteBuffer.allocate(firstMessage.length + peerNonce.length + macedId.length)
                .put(firstMessage)
                .put(peerNonce)
                .put(macedId)
                .array();
    }

    /**
     * The AUTH value of a pre-shared key (section 2.15): prf(prf(secret, "Key Pad for IKEv2"), signed octets). With an EAP
     * key (section 2.16) the secret is the MSK.
     *
     * @param signedOctets see {@link #signedOctets}
     */
    public static byte[] sharedKeyAuth(Prf prf, byte[] secret, byte[] signedOctets) {
        byte[] key = prf.compute(secret, KEY_PAD);
        byte[] auth = prf.compute(key, signedOctets);
        wipe(key);
        return auth;
    }

    /** SHA-1 of SPIi | SPIr | address | port: the data of NAT_DETECTION_SOURCE_IP and NAT_DETECTION_DESTINATION_IP (section 2.23). */
    public static byte[] natDetectionHash(long spiI, long spiR, UdpEndpoint endpoint) {
        byte[] address = endpoint.address().octets();
        ByteBuffer input = ByteBuffer.allocate(18 + address.length)
                .putLong(spiI)
                .putLong(spiR)
                .put(address)
                .putShort((short) endpoint.port());
        try {
            return MessageDigest.getInstance("SHA-1").digest(input.array());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private static void wipe(byte[]... arrays) {
        for (byte[] array : arrays) {
            Arrays.fill(array, (byte) 0);
        }
    }
}
