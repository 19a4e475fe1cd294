package io.xfrmgate.ike.sim;

/** What travels. */
public sealed interface Wire {
    /** Octets of the IP packet, about. */
    int length();

    /** @param marker the non-ESP marker stands before it (RFC 3948 section 2.2) */
    record Ike(byte[] datagram, boolean marker) implements Wire {
        @Override
        public int length() {
            return datagram.length + (marker ? 4 : 0) + 28;
        }
    }

    record Keepalive() implements Wire {
        @Override
        public int length() {
            return 29;
        }
    }

    record Esp(SimPacket packet) implements Wire {
        @Override
        public int length() {
            return packet.wireLength();
        }
    }
}
