package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.crypto.CryptoRegistry;
import io.xfrmgate.ike.crypto.KeyExchange;
import io.xfrmgate.ike.crypto.Prf;
import io.xfrmgate.ike.crypto.SkKeys;
import io.xfrmgate.ike.crypto.SkProtection;
import io.xfrmgate.ike.pki.SignatureScheme;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import io.xfrmgate.ike.wire.NotifyType;
import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.StringJoiner;

/** Writes to the trace what is about to be encrypted: the payloads of every protected message, before they are hidden. */
final class TracedCrypto implements CryptoRegistry {
    private static final int SKF = 53;
    private static final int NOTIFY = 41;
    private static final int DELETE = 42;

    private final CryptoRegistry plain;
    private final Trace trace;
    private final String owner;

    TracedCrypto(CryptoRegistry plain, Trace trace, String owner) {
        this.plain = plain;
        this.trace = trace;
        this.owner = owner;
    }

    @Override
    public Prf prf(PrfAlgorithm algorithm) {
        return plain.prf(algorithm);
    }

    @Override
    public KeyExchange keyExchange(KeyExchangeGroup group, SecureRandom random) {
        return plain.keyExchange(group, random);
    }

    @Override
    public SkProtection protection(
            EncryptionAlgorithm encryption, IntegrityAlgorithm integrity, byte[] encryptionKey, byte[] integrityKey) {
        return new Traced(plain.protection(encryption, integrity, encryptionKey, integrityKey));
    }

    @Override
    public boolean verify(PublicKey key, SignatureScheme scheme, byte[] octets, byte[] signature) {
        return plain.verify(key, scheme, octets, signature);
    }

    private final class Traced implements SkProtection {
        private final SkProtection inner;

        Traced(SkProtection inner) {
            this.inner = inner;
        }

        @Override
        public int ivLength() {
            return inner.ivLength();
        }

        @Override
        public int icvLength() {
            return inner.icvLength();
        }

        @Override
        public int blockSize() {
            return inner.blockSize();
        }

        @Override
        public void seal(byte[] message, int ivOffset, int plaintextLength, SecureRandom random) {
            trace.note(owner, () -> "seals " + payloads(message, ivOffset, inner.ivLength(), plaintextLength));
            inner.seal(message, ivOffset, plaintextLength, random);
        }

        @Override
        public int open(byte[] message, int ivOffset, int end) {
            return inner.open(message, ivOffset, end);
        }

        @Override
        public SkKeys copyKeys() {
            return inner.copyKeys();
        }

        @Override
        public OptionalLong nextIv() {
            return inner.nextIv();
        }

        @Override
        public void resumeIvs(long next) {
            inner.resumeIvs(next);
        }

        @Override
        public void destroy() {
            inner.destroy();
        }
    }

    private static String payloads(byte[] message, int ivOffset, int ivLength, int plaintextLength) {
        ByteBuffer in = ByteBuffer.wrap(message);
        if ((in.get(16) & 0xFF) == SKF) {
            return "a fragment";
        }
        StringJoiner text = new StringJoiner(" ");
        int type = in.get(ivOffset - 4) & 0xFF;
        int at = ivOffset + ivLength;
        int end = at + plaintextLength;
        while (type != 0 && at + 4 <= end) {
            int length = Short.toUnsignedInt(in.getShort(at + 2));
            if (length < 4 || at + length > end) {
                break;
            }
            text.add(payload(in, type, at, length));
            type = in.get(at) & 0xFF;
            at += length;
        }
        return "[" + text + "]";
    }

    private static String payload(ByteBuffer in, int type, int at, int length) {
        return switch (type) {
            case 33 -> "SA";
            case 34 -> "KE(" + in.getShort(at + 4) + ")";
            case 35 -> "IDi";
            case 36 -> "IDr";
            case 39 -> "AUTH";
            case 40 -> "NONCE";
            case 44 -> "TSi";
            case 45 -> "TSr";
            case NOTIFY ->
                "N(" + NotifyType.name(Short.toUnsignedInt(in.getShort(at + 6))) + hex(in, at + 8, in.get(at + 5))
                        + ")";
            case DELETE -> "D(" + (in.get(at + 4) == 1 ? "IKE" : "ESP" + hex(in, at + 8, length - 8)) + ")";
            default -> "payload-" + type;
        };
    }

    private static String hex(ByteBuffer in, int at, int length) {
        byte[] octets = new byte[Math.max(0, length)];
        in.get(at, octets);
        return octets.length == 0 ? "" : " " + HexFormat.of().formatHex(octets);
    }
}
