package io.xfrmgate.ike.wire;

import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.List;

/**
 * The payloads of RFC 7296 section 3. Octet arrays are not copied: whoever makes a payload gives the array away, and
 * whoever reads one does not write to it. {@code toString} shows lengths, never octets of secrets.
 */
public sealed interface Payload {

    /** The number that the preceding payload's Next Payload field carries. */
    int type();

    /** Security Association (section 3.3). */
    record Sa(List<Proposal> proposals) implements Payload {
        public static final int TYPE = 33;

        public Sa {
            proposals = List.copyOf(proposals);
        }

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** Key Exchange (section 3.4). */
    record Ke(int group, byte[] data) implements Payload {
        public static final int TYPE = 34;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** Identification of the initiator or the responder (section 3.5). */
    record Id(boolean initiator, Identification identification) implements Payload {
        public static final int TYPE_INITIATOR = 35;
        public static final int TYPE_RESPONDER = 36;

        @Override
        public int type() {
            return initiator ? TYPE_INITIATOR : TYPE_RESPONDER;
        }
    }

    /** Certificate (section 3.6). */
    record Cert(int encoding, byte[] data) implements Payload {
        public static final int TYPE = 37;
        /** A DER certificate; in a CERTREQ, that this is wanted. */
        public static final int X509_SIGNATURE = 4;
        /** SHA-1 of a DER certificate, and where to fetch it. */
        public static final int HASH_AND_URL = 12;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** Certificate Request (section 3.7). */
    record CertReq(int encoding, byte[] authorities) implements Payload {
        public static final int TYPE = 38;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** Authentication (section 3.8). */
    record Auth(int method, byte[] data) implements Payload {
        public static final int TYPE = 39;
        /** RSA Digital Signature, PKCS#1 v1.5. */
        public static final int RSA = 1;
        /** Shared Key Message Integrity Code. */
        public static final int SHARED_KEY = 2;
        /** ECDSA on P-256 with SHA-256 (RFC 4754). */
        public static final int ECDSA_256 = 9;
        /** ECDSA on P-384 with SHA-384. */
        public static final int ECDSA_384 = 10;
        /** ECDSA on P-521 with SHA-512. */
        public static final int ECDSA_521 = 11;
        /** Digital Signature (RFC 7427). */
        public static final int DIGITAL_SIGNATURE = 14;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** Nonce (section 3.9): 16 to 256 octets. */
    record Nonce(byte[] data) implements Payload {
        public static final int TYPE = 40;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /**
     * Notify (section 3.10).
     *
     * @param protocol what {@code spi} is of; NONE without one
     * @param spi 0 where there is none
     * @param notifyType see {@link NotifyType}
     * @param data the notification data; empty where there is none
     */
    record Notify(SecurityProtocol protocol, long spi, int notifyType, byte[] data) implements Payload {
        public static final int TYPE = 41;

        /** A notification that concerns no particular SA. */
        public static Notify of(int notifyType, byte[] data) {
            return new Notify(SecurityProtocol.NONE, 0, notifyType, data);
        }

        /** A bare status or error. */
        public static Notify of(int notifyType) {
            return of(notifyType, new byte[0]);
        }

        public boolean isError() {
            return NotifyType.isError(notifyType);
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public String toString() {
            return "Notify[" + NotifyType.name(notifyType) + ", " + protocol + ", spi=" + Long.toHexString(spi) + ", "
                    + data.length + " octets]";
        }
    }

    /**
     * Delete (section 3.11).
     *
     * @param spis the sender's inbound SPIs; empty for protocol IKE
     */
    record Delete(SecurityProtocol protocol, List<Long> spis) implements Payload {
        public static final int TYPE = 42;

        public Delete {
            spis = List.copyOf(spis);
        }

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** Vendor ID (section 3.12). */
    record VendorId(byte[] data) implements Payload {
        public static final int TYPE = 43;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** Traffic Selectors of the initiator or the responder (section 3.13). */
    record Ts(boolean initiator, List<TrafficSelector> selectors) implements Payload {
        public static final int TYPE_INITIATOR = 44;
        public static final int TYPE_RESPONDER = 45;

        public Ts {
            selectors = List.copyOf(selectors);
        }

        @Override
        public int type() {
            return initiator ? TYPE_INITIATOR : TYPE_RESPONDER;
        }
    }

    /** Configuration (section 3.15). */
    record Configuration(int cfgType, List<Attribute> attributes) implements Payload {
        public static final int TYPE = 47;

        public Configuration {
            attributes = List.copyOf(attributes);
        }

        /** One configuration attribute. */
        public record Attribute(int attributeType, byte[] value) {}

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** Extensible Authentication (section 3.16). */
    record Eap(byte[] message) implements Payload {
        public static final int TYPE = 48;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** A payload of a type that we do not know; the decoder refuses it where {@code critical} is set (section 2.5). */
    record Unknown(int type, boolean critical, byte[] body) implements Payload {}
}
