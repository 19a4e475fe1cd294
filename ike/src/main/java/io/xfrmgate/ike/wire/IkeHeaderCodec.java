package io.xfrmgate.ike.wire;

import java.util.Optional;

/**
 * The fixed header (RFC 7296 section 3.1). It is read before anything is known of the sender.
 *
 * <pre>
 *  0 IKE SA initiator's SPI (8)        18 exchange type (1)
 *  8 IKE SA responder's SPI (8)        19 flags (1): 0x08 initiator, 0x10 version, 0x20 response
 * 16 next payload (1)                  20 message ID (4)
 * 17 major, minor version (4+4 bits)   24 length (4)
 * </pre>
 */
public final class IkeHeaderCodec {
    private static final int FLAG_INITIATOR = 0x08;
    private static final int FLAG_RESPONSE = 0x20;
    private static final int MAJOR_VERSION = 2;

    private IkeHeaderCodec() {}

    /** Reads and checks the header. The length is checked first: what is not even whole is not worth an answer. */
    public static HeaderResult read(byte[] datagram) {
        if (datagram.length < IkeHeader.LENGTH) {
            return new HeaderResult.Bad(DecodeError.TOO_SHORT, Optional.empty());
        }
        try {
            WireReader in = new WireReader(datagram, 0, IkeHeader.LENGTH, DecodeError.TOO_SHORT);
            long initiatorSpi = in.i64();
            long responderSpi = in.i64();
            int nextPayload = in.u8();
            int version = in.u8();
            int exchangeType = in.u8();
            int flags = in.u8();
            int messageId = (int) in.u32();
            long length = in.u32();
            IkeHeader header = new IkeHeader(
                    initiatorSpi,
                    responderSpi,
                    nextPayload,
                    version >>> 4,
                    version & 0x0F,
                    exchangeType,
                    (flags & FLAG_INITIATOR) != 0,
                    (flags & FLAG_RESPONSE) != 0,
                    messageId,
                    (int) Math.min(length, Integer.MAX_VALUE));
            if (length != datagram.length) {
                return new HeaderResult.Bad(DecodeError.LENGTH_MISMATCH, Optional.of(header));
            }
            if (header.majorVersion() != MAJOR_VERSION) {
                return new HeaderResult.Bad(DecodeError.UNSUPPORTED_VERSION, Optional.of(header));
            }
            return new HeaderResult.Ok(header);
        } catch (Malformed malformed) {
            return new HeaderResult.Bad(malformed.reason(), Optional.empty());
        }
    }

    /** Writes the header with the given first payload; returns the place of its length field, which is left open. */
    static int write(WireWriter out, IkeHeader header, int nextPayload) {
        out.i64(header.initiatorSpi());
        out.i64(header.responderSpi());
        out.u8(nextPayload);
        out.u8(header.majorVersion() << 4 | header.minorVersion());
        out.u8(header.exchangeType());
        out.u8((header.fromInitiator() ? FLAG_INITIATOR : 0) | (header.response() ? FLAG_RESPONSE : 0));
        out.u32(Integer.toUnsignedLong(header.messageId()));
        return out.openLength32();
    }
}
