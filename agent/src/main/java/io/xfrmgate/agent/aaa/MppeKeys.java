package io.xfrmgate.agent.aaa;

import io.xfrmgate.ike.config.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.aaa4j.radius.core.attribute.VsaData;
import org.aaa4j.radius.core.attribute.attributes.VendorSpecific;
import org.aaa4j.radius.core.packet.Packet;

/** The MSK as an Access-Accept carries it: MS-MPPE-Recv-Key, then MS-MPPE-Send-Key (RFC 2548 section 2.4, RFC 5247 section 3.9). */
final class MppeKeys {
    private static final int MICROSOFT = 311;
    private static final int SEND_KEY = 16;
    private static final int RECV_KEY = 17;

    private static final int SALT = 2;
    private static final int BLOCK = 16;
    /** RFC 3748 section 7.10: an MSK has at least so many octets. */
    private static final int MSK = 64;

    private MppeKeys() {}

    /**
     * The MSK, with zeros up to 64 octets where both keys are shorter, as those of MS-CHAPv2 are.
     *
     * @param authenticator of the request
     * @return empty if there are no keys
     * @throws IllegalArgumentException if there is but one, or one is malformed
     */
    static Optional<Secret> msk(Packet accept, byte[] key, byte[] authenticator) {
        Optional<byte[]> received = find(accept, RECV_KEY);
        Optional<byte[]> sent = find(accept, SEND_KEY);
        if (received.isEmpty() && sent.isEmpty()) {
            return Optional.empty();
        }
        if (received.isEmpty() || sent.isEmpty()) {
            throw new IllegalArgumentException("only one of MS-MPPE-Recv-Key and MS-MPPE-Send-Key");
        }
        byte[] first = open(received.get(), key, authenticator);
        byte[] second = open(sent.get(), key, authenticator);
        byte[] msk = Arrays.copyOf(first, Math.max(MSK, first.length + second.length));
        System.arraycopy(second, 0, msk, first.length, second.length);
        Secret secret = new Secret(msk);
        Arrays.fill(first, (byte) 0);
        Arrays.fill(second, (byte) 0);
        Arrays.fill(msk, (byte) 0);
        return Optional.of(secret);
    }

    private static Optional<byte[]> find(Packet accept, int vendorType) {
        List<VendorSpecific> all = accept.getAttributes(VendorSpecific.class);
        return all.stream()
                .map(VendorSpecific::getData)
                .filter(vsa -> vsa.getVendorId() == MICROSOFT && vsa.getVendorType() == vendorType)
                .map(VsaData::getVsaData)
                .findFirst();
    }

    /** RFC 2548 section 2.4.2: salt, then the length, the key and padding, in blocks each hidden under a hash of the one before. */
    static byte[] open(byte[] hidden, byte[] key, byte[] authenticator) {
        if (hidden.length < SALT + BLOCK || (hidden.length - SALT) % BLOCK != 0) {
            throw new IllegalArgumentException("an MS-MPPE key of " + hidden.length + " octets");
        }
        byte[] clear = new byte[hidden.length - SALT];
        byte[] before = Arrays.copyOf(authenticator, authenticator.length + SALT);
        System.arraycopy(hidden, 0, before, authenticator.length, SALT);
        for (int at = 0; at < clear.length; at += BLOCK) {
            byte[] mask = md5(key, before);
            for (int i = 0; i < BLOCK; i++) {
                clear[at + i] = (byte) (hidden[SALT + at + i] ^ mask[i]);
            }
            before = Arrays.copyOfRange(hidden, SALT + at, SALT + at + BLOCK);
        }
        int length = clear[0] & 0xFF;
        if (length == 0 || length >= clear.length) {
            Arrays.fill(clear, (byte) 0);
            throw new IllegalArgumentException("an MS-MPPE key whose length does not fit: compare the shared keys");
        }
        byte[] opened = Arrays.copyOfRange(clear, 1, 1 + length);
        Arrays.fill(clear, (byte) 0);
        return opened;
    }

    private static byte[] md5(byte[] key, byte[] block) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(key);
            return digest.digest(block);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
