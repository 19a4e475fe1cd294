package io.xfrmgate.ike.wire;

import io.xfrmgate.ike.crypto.SkProtection;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Encrypted payload and its fragments, always last in a message (RFC 7296 section 3.14, RFC 7383 section 2.5).
 *
 * <pre>
 * SK:  generic header (4),                            IV, payloads, padding, pad length (1), check value
 * SKF: generic header (4), number (2), of total (2),  IV, part, padding, pad length (1), check value
 * </pre>
 *
 * All from the IKE header to the IV is authenticated with it.
 */
final class EncryptedPayload {
    private static final int FRAGMENT_FIELDS = 4;

    /**
     * Octets of content that a fragment carries at least, whatever the limit: no path is so narrow, and a limit near
     * nothing must not make thousands of datagrams.
     */
    private static final int MIN_CONTENT = 128;

    private EncryptedPayload() {}

    // ---- sealing

    static List<byte[]> seal(
            IkeHeader header, List<Payload> payloads, SkProtection protection, SecureRandom random, int maxDatagram) {
        WireWriter inner = new WireWriter(512);
        PayloadChain.encode(inner, payloads);
        byte[] content = inner.toByteArray();
        int firstType = PayloadChain.firstType(payloads);
        int overhead = IkeHeader.LENGTH + PayloadChain.HEADER + protection.ivLength() + protection.icvLength();
        if (maxDatagram == 0 || overhead + padded(content.length, protection) <= maxDatagram) {
            return List.of(sealOne(header, firstType, content, 0, content.length, protection, random, 0, 0));
        }
        int room = maxDatagram - overhead - FRAGMENT_FIELDS;
        int capacity = Math.max(MIN_CONTENT, room - Math.floorMod(room, protection.blockSize()) - 1);
        int total = Math.ceilDiv(content.length, capacity);
        List<byte[]> datagrams = new ArrayList<>(total);
        for (int number = 1; number <= total; number++) {
            int from = (number - 1) * capacity;
            int length = Math.min(capacity, content.length - from);
            int next = number == 1 ? firstType : PayloadChain.NONE;
            datagrams.add(sealOne(header, next, content, from, length, protection, random, number, total));
        }
        return datagrams;
    }

    /** One datagram: an SK payload if {@code number} is 0, else that fragment. */
    private static byte[] sealOne(
            IkeHeader header,
            int nextPayload,
            byte[] content,
            int from,
            int length,
            SkProtection protection,
            SecureRandom random,
            int number,
            int total) {
        int plaintext = padded(length, protection);
        WireWriter out = new WireWriter(IkeHeader.LENGTH
                + PayloadChain.HEADER
                + FRAGMENT_FIELDS
                + protection.ivLength()
                + plaintext
                + protection.icvLength());
        boolean isFragment = number > 0;
        int messageLength = IkeHeaderCodec.write(
                out, header, isFragment ? PayloadChain.ENCRYPTED_FRAGMENT : PayloadChain.ENCRYPTED);
        int start = out.position();
        out.u8(nextPayload);
        out.u8(0);
        int payloadLength = out.openLength16();
        if (isFragment) {
            out.u16(number);
            out.u16(total);
        }
        int ivOffset = out.position();
        out.zeros(protection.ivLength());
        out.octets(content, from, length);
        int padding = plaintext - length - 1;
        out.zeros(padding);
        out.u8(padding);
        out.zeros(protection.icvLength());
        out.closeLength16(payloadLength, start);
        out.closeLength32(messageLength, 0);
        byte[] message = out.toByteArray();
        protection.seal(message, ivOffset, plaintext, random);
        return message;
    }

    /** Octets of content with the least padding and the pad length. */
    private static int padded(int length, SkProtection protection) {
        return Math.ceilDiv(length + 1, protection.blockSize()) * protection.blockSize();
    }

    // ---- opening

    /**
     * Where the encrypted payload stands and what precedes it.
     *
     * @param body offset of what follows the generic header
     * @param unknownCritical type of an unknown critical payload before it; 0 for none
     */
    private record Place(int type, int nextPayload, int body, int unknownCritical) {}

    static DecodeResult open(byte[] datagram, IkeHeader header, SkProtection protection, FragmentAssembler fragments) {
        try {
            Place place = find(datagram, header);
            boolean isFragment = place.type() == PayloadChain.ENCRYPTED_FRAGMENT;
            WireReader in = new WireReader(datagram, place.body(), datagram.length, DecodeError.BAD_PAYLOAD_LENGTH);
            int number = isFragment ? in.u16() : 0;
            int total = isFragment ? in.u16() : 0;
            if (isFragment) {
                Optional<DecodeError> refusal = fragments.refusal(header, number, total);
                if (refusal.isPresent()) {
                    throw new Malformed(refusal.get());
                }
            }
            int ciphertext = in.remaining() - protection.ivLength() - protection.icvLength();
            in.require(ciphertext > 0 && ciphertext % protection.blockSize() == 0);
            int ivOffset = in.position();
            int plaintext = protection.open(datagram, ivOffset, datagram.length);
            if (plaintext < 0) {
                throw new Malformed(DecodeError.INTEGRITY_FAILURE);
            }
            int start = ivOffset + protection.ivLength();
            return readAuthentic(datagram, start, plaintext, header, place, fragments, number, total);
        } catch (Malformed malformed) {
            return new DecodeResult.UnprotectedError(malformed.reason(), malformed.payloadType());
        }
    }

    /** From here on the peer gets an answer to what is wrong (RFC 7296 section 2.21.2). */
    private static DecodeResult readAuthentic(
            byte[] datagram,
            int start,
            int plaintext,
            IkeHeader header,
            Place place,
            FragmentAssembler fragments,
            int number,
            int total) {
        try {
            if (place.unknownCritical() != 0) {
                throw new Malformed(DecodeError.UNKNOWN_CRITICAL_PAYLOAD, place.unknownCritical());
            }
            int length = withoutPadding(datagram, start, plaintext);
            if (number == 0) {
                return checked(header, PayloadChain.decode(datagram, start, start + length, place.nextPayload()));
            }
            if (!fragments.add(header, number, total, place.nextPayload(), datagram, start, length)) {
                throw new Malformed(DecodeError.FRAGMENTS_TOO_LARGE);
            }
            if (!fragments.isComplete()) {
                return new DecodeResult.Partial(header, number, total);
            }
            byte[] whole = fragments.whole();
            int firstType = fragments.firstType();
            fragments.reset();
            return checked(header, PayloadChain.decode(whole, 0, whole.length, firstType));
        } catch (Malformed malformed) {
            return protectedError(header, malformed.reason(), malformed.payloadType());
        }
    }

    private static DecodeResult checked(IkeHeader header, List<Payload> payloads) {
        Optional<DecodeError> wrong = MessageRules.check(header, payloads);
        return wrong.isPresent() ? protectedError(header, wrong.get(), 0) : new DecodeResult.Ok(header, payloads);
    }

    private static DecodeResult protectedError(IkeHeader header, DecodeError reason, int payloadType) {
        return reason == DecodeError.UNKNOWN_CRITICAL_PAYLOAD
                ? new DecodeResult.ProtectedError(
                        header, NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, new byte[] {(byte) payloadType}, reason)
                : new DecodeResult.ProtectedError(header, NotifyType.INVALID_SYNTAX, new byte[0], reason);
    }

    private static int withoutPadding(byte[] datagram, int start, int plaintext) throws Malformed {
        int padding = plaintext == 0 ? 0 : datagram[start + plaintext - 1] & 0xFF;
        if (padding + 1 > plaintext) {
            throw new Malformed(DecodeError.BAD_PADDING);
        }
        return plaintext - 1 - padding;
    }

    /** Walks to the encrypted payload, which must be there and last. */
    private static Place find(byte[] datagram, IkeHeader header) throws Malformed {
        if (datagram.length < IkeHeader.LENGTH) {
            throw new Malformed(DecodeError.TOO_SHORT);
        }
        WireReader in = new WireReader(datagram, IkeHeader.LENGTH, datagram.length, DecodeError.TRUNCATED_PAYLOAD);
        int unknownCritical = 0;
        int type = header.nextPayload();
        for (int seen = 0; type != PayloadChain.NONE; seen++) {
            if (seen == WireLimits.PAYLOADS) {
                throw new Malformed(DecodeError.TOO_MANY_PAYLOADS);
            }
            PayloadChain.Entry entry = PayloadChain.entry(in, type);
            int body = in.position();
            in.skip(entry.bodyLength());
            if (type == PayloadChain.ENCRYPTED || type == PayloadChain.ENCRYPTED_FRAGMENT) {
                if (in.hasMore()) {
                    throw new Malformed(DecodeError.ENCRYPTED_PAYLOAD_NOT_LAST);
                }
                return new Place(type, entry.next(), body, unknownCritical);
            }
            if (unknownCritical == 0 && entry.critical() && !PayloadDecoder.isKnown(type)) {
                unknownCritical = type;
            }
            type = entry.next();
        }
        throw new Malformed(DecodeError.ENCRYPTED_PAYLOAD_MISSING);
    }

    static int fragmentNumber(byte[] datagram, IkeHeader header) {
        try {
            Place place = find(datagram, header);
            return place.type() == PayloadChain.ENCRYPTED_FRAGMENT
                    ? new WireReader(datagram, place.body(), datagram.length, DecodeError.BAD_FRAGMENT).u16()
                    : 0;
        } catch (Malformed notEvenAFragment) {
            return 0;
        }
    }
}
