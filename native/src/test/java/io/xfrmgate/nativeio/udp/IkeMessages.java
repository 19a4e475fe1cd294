package io.xfrmgate.nativeio.udp;

import java.nio.ByteBuffer;

/** IKE headers for tests (RFC 7296 section 3.1). */
final class IkeMessages {
    static final int IKE_SA_INIT = 34;
    static final int INFORMATIONAL = 37;
    static final int INITIATOR = 0x08;
    static final int RESPONSE = 0x20;

    private IkeMessages() {}

    static byte[] header(long initiatorSpi, long responderSpi, int exchange, int flags) {
        return ByteBuffer.allocate(28)
                .putLong(initiatorSpi)
                .putLong(responderSpi)
                .put((byte) 0)
                .put((byte) 0x20)
                .put((byte) exchange)
                .put((byte) flags)
                .putInt(0)
                .putInt(28)
                .array();
    }
}
