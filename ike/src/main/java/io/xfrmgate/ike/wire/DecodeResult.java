package io.xfrmgate.ike.wire;

import java.util.List;

/**
 * What became of untrusted octets: never an exception. The shape follows what RFC 7296 section 2.21 asks for: an
 * authenticated but malformed message is answered, an unauthenticated one changes no state.
 */
public sealed interface DecodeResult {

    /** A whole, well-formed, and (where keys were given) authentic message. */
    record Ok(IkeHeader header, List<Payload> payloads) implements DecodeResult {
        public Ok {
            payloads = List.copyOf(payloads);
        }
    }

    /** An authentic fragment was kept; others are missing (RFC 7383). */
    record Partial(IkeHeader header, int fragment, int total) implements DecodeResult {}

    /**
     * Authentic but not acceptable: to be answered with {@code notifyType} and to be counted as that message ID's request.
     *
     * @param notifyType INVALID_SYNTAX or UNSUPPORTED_CRITICAL_PAYLOAD
     * @param data the notification's data, one octet with the payload type for the latter
     */
    record ProtectedError(IkeHeader header, int notifyType, byte[] data, DecodeError reason) implements DecodeResult {}

    /**
     * Not authenticated: to be counted and dropped, but that a malformed IKE_SA_INIT request may be answered.
     *
     * @param payloadType the offending payload's type for UNKNOWN_CRITICAL_PAYLOAD; 0 where none is to blame
     */
    record UnprotectedError(DecodeError reason, int payloadType) implements DecodeResult {
        public UnprotectedError(DecodeError reason) {
            this(reason, 0);
        }
    }
}
