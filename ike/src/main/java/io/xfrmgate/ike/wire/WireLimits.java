package io.xfrmgate.ike.wire;

/**
 * What one message may hold. The RFC leaves these open; without them a 64 KiB datagram of minimal structures would grow
 * to megabytes of objects. All are well above what real peers send.
 */
final class WireLimits {
    /** Payloads of a message. IKE_AUTH with a chain of certificates, many notifications and vendor IDs has about 30. */
    static final int PAYLOADS = 128;

    /** Proposals of an SA payload. The field has one octet; the longest default offers (Windows, phones) have about 20. */
    static final int PROPOSALS = 64;

    /** Transforms of an SA payload, all proposals together. A "everything" offer has about 60. */
    static final int TRANSFORMS = 1024;

    /** Attributes of a transform. Only the key length is defined (RFC 7296 section 3.3.5). */
    static final int TRANSFORM_ATTRIBUTES = 8;

    /** Selectors of a TS payload. The field has one octet; each becomes policies in the kernel. */
    static final int SELECTORS = 128;

    /** SPIs of a Delete payload: more Child SAs under one IKE SA are not meant to exist. */
    static final int SPIS = 1024;

    /** Attributes of a Configuration payload. */
    static final int CONFIGURATION_ATTRIBUTES = 128;

    private WireLimits() {}
}
