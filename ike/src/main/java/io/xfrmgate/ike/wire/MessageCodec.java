package io.xfrmgate.ike.wire;

import io.xfrmgate.ike.crypto.SkProtection;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * Whole messages, to octets and back. Decoding takes any octets, throws nothing, and is bounded by {@link WireLimits};
 * nothing that it returns shares memory with the datagram. Encoding throws IllegalArgumentException for payloads that
 * have no encoding: that is a bug of the caller.
 */
public final class MessageCodec {
    private MessageCodec() {}

    /** A message without an Encrypted payload: IKE_SA_INIT, and errors outside of an IKE SA. */
    public static byte[] encode(IkeHeader header, List<Payload> payloads) {
        WireWriter out = new WireWriter(512);
        int length = IkeHeaderCodec.write(out, header, PayloadChain.firstType(payloads));
        PayloadChain.encode(out, payloads);
        out.closeLength32(length, 0);
        return out.toByteArray();
    }

    /**
     * Reads a message that has no protection; {@code header} is that of {@link IkeHeaderCodec#read}. Nothing in the
     * result is authentic. An UnprotectedError for a critical payload names its type, for the answer to an IKE_SA_INIT
     * request (RFC 7296 section 2.5).
     */
    public static DecodeResult decode(byte[] datagram, IkeHeader header) {
        if (datagram.length < IkeHeader.LENGTH) {
            return new DecodeResult.UnprotectedError(DecodeError.TOO_SHORT);
        }
        try {
            List<Payload> payloads =
                    PayloadChain.decode(datagram, IkeHeader.LENGTH, datagram.length, header.nextPayload());
            Optional<DecodeError> wrong = MessageRules.check(header, payloads);
            return wrong.isPresent()
                    ? new DecodeResult.UnprotectedError(wrong.get())
                    : new DecodeResult.Ok(header, payloads);
        } catch (Malformed malformed) {
            return new DecodeResult.UnprotectedError(malformed.reason(), malformed.payloadType());
        }
    }

    /**
     * A message with an Encrypted payload, or its fragments in order.
     *
     * @param maxDatagram octets of the longest IKE message to be sent whole (without UDP and IP headers); 0 never
     *     fragments
     */
    public static List<byte[]> encodeProtected(
            IkeHeader header, List<Payload> payloads, SkProtection protection, SecureRandom random, int maxDatagram) {
        return EncryptedPayload.seal(header, payloads, protection, random, maxDatagram);
    }

    /**
     * Verifies, deciphers (in place: the datagram is used up) and reads a message with an Encrypted payload or a fragment
     * of one. Unprotected payloads before it are not returned (RFC 7296 section 3.14). The Ok of a message that came in
     * fragments has the header of the fragment that completed it.
     *
     * @param fragments of this IKE SA and direction
     */
    public static DecodeResult decodeProtected(
            byte[] datagram, IkeHeader header, SkProtection protection, FragmentAssembler fragments) {
        return EncryptedPayload.open(datagram, header, protection, fragments);
    }

    /**
     * The fragment number that a datagram claims, 0 if it is not a fragment. Unauthenticated: good only to answer a
     * repeated request once and not once per fragment (RFC 7383 section 2.6.1).
     */
    public static int fragmentNumber(byte[] datagram, IkeHeader header) {
        return EncryptedPayload.fragmentNumber(datagram, header);
    }
}
