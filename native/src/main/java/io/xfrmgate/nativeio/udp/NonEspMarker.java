package io.xfrmgate.nativeio.udp;

import java.nio.ByteBuffer;

/**
 * What tells IKE, ESP and keepalives apart on the NAT traversal port (RFC 3948 section 2): an IKE message follows four
 * zero octets where an ESP packet has its SPI, and a keepalive is the single octet 0xFF.
 */
public final class NonEspMarker {
    /** Size of the marker in octets. */
    public static final int LENGTH = 4;

    private static final byte KEEPALIVE_OCTET = (byte) 0xFF;

    private NonEspMarker() {}

    /** What a datagram on the NAT traversal port is. */
    public enum Kind {
        /** The marker and at least one octet after it. */
        IKE,
        /** A NAT keepalive; to be ignored. */
        KEEPALIVE,
        /** Has an SPI; the kernel takes these itself on a socket with UDP_ENCAP. */
        ESP,
        /** Neither: empty, too short for an SPI, or a bare marker. */
        MALFORMED
    }

    /** Classifies the octets between the position and the limit; moves neither. */
    public static Kind classify(ByteBuffer datagram) {
        int start = datagram.position();
        int length = datagram.remaining();
        if (length == 1 && datagram.get(start) == KEEPALIVE_OCTET) {
            return Kind.KEEPALIVE;
        }
        if (length < LENGTH) {
            return Kind.MALFORMED;
        }
        boolean marked =
                (datagram.get(start) | datagram.get(start + 1) | datagram.get(start + 2) | datagram.get(start + 3))
                        == 0;
        if (!marked) {
            return Kind.ESP;
        }
        return length == LENGTH ? Kind.MALFORMED : Kind.IKE;
    }

    /** The message with the marker before it. */
    public static byte[] prepend(byte[] message) {
        byte[] marked = new byte[LENGTH + message.length];
        System.arraycopy(message, 0, marked, LENGTH, message.length);
        return marked;
    }

    /** A NAT keepalive. */
    public static byte[] keepalive() {
        return new byte[] {KEEPALIVE_OCTET};
    }
}
