package io.xfrmgate.ike.wire;

import java.util.Optional;

/** What became of a datagram's first 28 octets. */
public sealed interface HeaderResult {

    /** A header of version 2 whose length is the datagram's. */
    record Ok(IkeHeader header) implements HeaderResult {}

    /**
     * Not to be taken.
     *
     * @param reason TOO_SHORT, LENGTH_MISMATCH or UNSUPPORTED_VERSION
     * @param header the header as far as it could be read: present but for TOO_SHORT. For UNSUPPORTED_VERSION its layout
     *     is that of version 2, which is what an INVALID_MAJOR_VERSION answer needs (RFC 7296 section 2.5)
     */
    record Bad(DecodeError reason, Optional<IkeHeader> header) implements HeaderResult {}
}
