package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.crypto.Prf;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.wire.IkeHeader;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Stateless cookies (RFC 7296 section 2.6): version | prf(secret, Ni | IPi | port | SPIi). The secret changes every minute
 * and the one before it is still good. Reads the datagram in place: nothing is decoded or kept for an unproven address.
 */
final class Cookies {
    private static final long SECRET_MILLIS = 60_000;
    private static final int SECRET_LENGTH = 32;
    private static final int GENERIC_HEADER = 4;
    private static final int NOTIFY_FIXED = 8;
    private static final int NEXT_PAYLOAD = 16;
    private static final int LENGTH = 24;

    private final Prf prf;
    private final SecureRandom random;
    private byte[] secret = new byte[SECRET_LENGTH];
    private byte[] formerSecret = new byte[SECRET_LENGTH];
    private byte version;
    private long renewAt = Long.MIN_VALUE;

    Cookies(Prf prf, SecureRandom random) {
        this.prf = prf;
        this.random = random;
    }

    /** The cookie that this request should have brought; empty if it has no nonce. */
    Optional<byte[]> cookieFor(long now, UdpEndpoint remote, byte[] datagram) {
        renew(now);
        return nonce(datagram).map(nonce -> compute(version, secret, nonce, remote, datagram));
    }

    /** Whether the request brings a cookie of ours that is good for its source. */
    boolean isGood(long now, UdpEndpoint remote, byte[] datagram) {
        renew(now);
        Optional<byte[]> brought = cookie(datagram);
        Optional<byte[]> nonce = nonce(datagram);
        if (brought.isEmpty() || nonce.isEmpty() || brought.get().length == 0) {
            return false;
        }
        byte[] cookie = brought.get();
        byte[] key = cookie[0] == version ? secret : formerSecret;
        return MessageDigest.isEqual(cookie, compute(cookie[0], key, nonce.get(), remote, datagram));
    }

    /** Whether the request brings a cookie at all. */
    static boolean isBrought(byte[] datagram) {
        return cookie(datagram).isPresent();
    }

    /** Whether two requests are the same but for the cookie that one or both bring. */
    static boolean differOnlyInCookie(byte[] one, byte[] other) {
        return MessageDigest.isEqual(withoutCookie(one), withoutCookie(other));
    }

    /** The same request as its sender has made it if asked for no cookie, or for one that is good now; itself is among them. */
    List<byte[]> variants(long now, UdpEndpoint remote, byte[] datagram) {
        renew(now);
        byte[] bare = withoutCookie(datagram);
        List<byte[]> variants = new ArrayList<>();
        variants.add(bare);
        nonce(bare).ifPresent(nonce -> {
            variants.add(withCookie(bare, compute(version, secret, nonce, remote, bare)));
            variants.add(withCookie(bare, compute((byte) (version - 1), formerSecret, nonce, remote, bare)));
        });
        return variants;
    }

    private static byte[] withoutCookie(byte[] datagram) {
        int length = cookie(datagram).map(c -> NOTIFY_FIXED + c.length).orElse(0);
        if (length == 0) {
            return datagram;
        }
        int at = IkeHeader.LENGTH + length;
        return ByteBuffer.allocate(datagram.length - length)
                .put(datagram, 0, IkeHeader.LENGTH)
                .put(datagram, at, datagram.length - at)
                .put(NEXT_PAYLOAD, datagram[IkeHeader.LENGTH])
                .putInt(LENGTH, datagram.length - length)
                .array();
    }

    private static byte[] withCookie(byte[] bare, byte[] cookie) {
        int length = NOTIFY_FIXED + cookie.length;
        return ByteBuffer.allocate(bare.length + length)
                .put(bare, 0, IkeHeader.LENGTH)
                .put(bare[NEXT_PAYLOAD])
                .put((byte) 0)
                .putShort((short) length)
                .putShort((short) 0) // no protocol, no SPI
                .putShort((short) NotifyType.COOKIE)
                .put(cookie)
                .put(bare, IkeHeader.LENGTH, bare.length - IkeHeader.LENGTH)
                .put(NEXT_PAYLOAD, (byte) Payload.Notify.TYPE)
                .putInt(LENGTH, bare.length + length)
                .array();
    }

    private void renew(long now) {
        if (now < renewAt) {
            return;
        }
        byte[] spare = formerSecret;
        formerSecret = secret;
        random.nextBytes(spare);
        secret = spare;
        version++;
        renewAt = now + SECRET_MILLIS;
    }

    private byte[] compute(byte cookieVersion, byte[] key, byte[] nonce, UdpEndpoint remote, byte[] datagram) {
        byte[] address = remote.address().octets();
        byte[] port = {(byte) (remote.port() >>> 8), (byte) remote.port()};
        byte[] spi = Arrays.copyOf(datagram, 8);
        byte[] code = prf.compute(key, nonce, address, port, spi);
        return ByteBuffer.allocate(1 + code.length).put(cookieVersion).put(code).array();
    }

    /** A COOKIE notification must come first (section 2.6). */
    private static Optional<byte[]> cookie(byte[] datagram) {
        int at = IkeHeader.LENGTH;
        if (datagram[NEXT_PAYLOAD] != Payload.Notify.TYPE || datagram.length < at + NOTIFY_FIXED) {
            return Optional.empty();
        }
        int length = uint16(datagram, at + 2);
        boolean isCookie = datagram[at + 5] == 0 && uint16(datagram, at + 6) == NotifyType.COOKIE;
        if (!isCookie || length < NOTIFY_FIXED || at + length > datagram.length) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOfRange(datagram, at + NOTIFY_FIXED, at + length));
    }

    private static Optional<byte[]> nonce(byte[] datagram) {
        int type = datagram[NEXT_PAYLOAD] & 0xFF;
        int at = IkeHeader.LENGTH;
        while (type != 0 && at + GENERIC_HEADER <= datagram.length) {
            int length = uint16(datagram, at + 2);
            if (length < GENERIC_HEADER || at + length > datagram.length) {
                return Optional.empty();
            }
            if (type == Payload.Nonce.TYPE) {
                return Optional.of(Arrays.copyOfRange(datagram, at + GENERIC_HEADER, at + length));
            }
            type = datagram[at] & 0xFF;
            at += length;
        }
        return Optional.empty();
    }

    private static int uint16(byte[] octets, int at) {
        return (octets[at] & 0xFF) << 8 | (octets[at + 1] & 0xFF);
    }
}
