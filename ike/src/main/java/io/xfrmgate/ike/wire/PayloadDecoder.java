package io.xfrmgate.ike.wire;

import io.xfrmgate.ike.proposal.SecurityProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Bodies of payloads, after the generic header (RFC 7296 section 3.2). Reserved fields are ignored, as the RFC asks. */
final class PayloadDecoder {
    private static final int NONCE_MIN = 16;
    private static final int NONCE_MAX = 256;
    private static final int EAP_HEADER = 4;

    private PayloadDecoder() {}

    /**
     * Reads the next {@code length} octets of {@code chain} as a payload of this type.
     *
     * @param critical the payload's critical bit, which counts only if the type is unknown (section 2.5)
     */
    static Payload decode(WireReader chain, int length, int type, boolean critical) throws Malformed {
        return switch (type) {
            case Payload.Sa.TYPE -> SaCodec.decode(chain.child(length, DecodeError.BAD_SA));
            case Payload.Ke.TYPE -> ke(chain.child(length, DecodeError.BAD_KE));
            case Payload.Id.TYPE_INITIATOR -> id(chain.child(length, DecodeError.BAD_ID), true);
            case Payload.Id.TYPE_RESPONDER -> id(chain.child(length, DecodeError.BAD_ID), false);
            case Payload.Cert.TYPE -> {
                WireReader in = chain.child(length, DecodeError.BAD_PAYLOAD_LENGTH);
                yield new Payload.Cert(in.u8(), in.rest());
            }
            case Payload.CertReq.TYPE -> {
                WireReader in = chain.child(length, DecodeError.BAD_PAYLOAD_LENGTH);
                yield new Payload.CertReq(in.u8(), in.rest());
            }
            case Payload.Auth.TYPE -> auth(chain.child(length, DecodeError.BAD_PAYLOAD_LENGTH));
            case Payload.Nonce.TYPE -> nonce(chain.child(length, DecodeError.BAD_NONCE));
            case Payload.Notify.TYPE -> notification(chain.child(length, DecodeError.BAD_NOTIFY));
            case Payload.Delete.TYPE -> delete(chain.child(length, DecodeError.BAD_DELETE));
            case Payload.VendorId.TYPE -> new Payload.VendorId(chain.octets(length));
            case Payload.Ts.TYPE_INITIATOR ->
                new Payload.Ts(true, SelectorCodec.decode(chain.child(length, DecodeError.BAD_TS)));
            case Payload.Ts.TYPE_RESPONDER ->
                new Payload.Ts(false, SelectorCodec.decode(chain.child(length, DecodeError.BAD_TS)));
            case Payload.Configuration.TYPE -> configuration(chain.child(length, DecodeError.BAD_CONFIGURATION));
            case Payload.Eap.TYPE -> eap(chain.child(length, DecodeError.BAD_EAP));
            default -> {
                if (critical) {
                    throw new Malformed(DecodeError.UNKNOWN_CRITICAL_PAYLOAD, type);
                }
                yield new Payload.Unknown(type, false, chain.octets(length));
            }
        };
    }

    /** Whether payloads of this type have a body that we read. */
    static boolean isKnown(int type) {
        return type >= Payload.Sa.TYPE && type <= Payload.Eap.TYPE && type != PayloadChain.ENCRYPTED;
    }

    /** Section 3.4: group (2), reserved (2), public value. Whether its length fits the group is the exchange's to say. */
    private static Payload ke(WireReader in) throws Malformed {
        int group = in.u16();
        in.skip(2);
        in.require(in.hasMore());
        return new Payload.Ke(group, in.rest());
    }

    /** Section 3.5: type (1), reserved (3), data; empty for ID_NULL (RFC 7619). */
    private static Payload id(WireReader in, boolean initiator) throws Malformed {
        int idType = in.u8();
        in.skip(3);
        byte[] data = in.rest();
        in.require(idType != Identification.IPV4_ADDR || data.length == 4);
        in.require(idType != Identification.IPV6_ADDR || data.length == 16);
        return new Payload.Id(initiator, new Identification(idType, data));
    }

    /** Section 3.8: method (1), reserved (3), data. */
    private static Payload auth(WireReader in) throws Malformed {
        int method = in.u8();
        in.skip(3);
        return new Payload.Auth(method, in.rest());
    }

    private static Payload nonce(WireReader in) throws Malformed {
        in.require(in.remaining() >= NONCE_MIN && in.remaining() <= NONCE_MAX);
        return new Payload.Nonce(in.rest());
    }

    /**
     * Section 3.10: protocol (1), SPI size (1), type (2), SPI, data. Without an SPI the protocol is to be ignored, and so
     * an unknown one is no error; with an unknown protocol the SPI means nothing to us.
     */
    private static Payload notification(WireReader in) throws Malformed {
        SecurityProtocol protocol = SecurityProtocol.of(in.u8()).orElse(SecurityProtocol.NONE);
        int spiSize = in.u8();
        int notifyType = in.u16();
        long spi = 0;
        if (spiSize > 0 && protocol != SecurityProtocol.NONE) {
            in.require(spiSize == protocol.spiLength());
            spi = spiSize == 8 ? in.i64() : in.u32();
        } else {
            in.skip(spiSize);
        }
        return new Payload.Notify(protocol, spi, notifyType, in.rest());
    }

    /** Section 3.11: protocol (1), SPI size (1), number of SPIs (2), SPIs; none for an IKE SA. */
    private static Payload delete(WireReader in) throws Malformed {
        Optional<SecurityProtocol> protocol = SecurityProtocol.of(in.u8()).filter(p -> p != SecurityProtocol.NONE);
        int spiSize = in.u8();
        int count = in.u16();
        in.require(protocol.isPresent());
        if (count > WireLimits.SPIS) {
            throw new Malformed(DecodeError.TOO_MANY_SPIS, Payload.Delete.TYPE);
        }
        if (protocol.get() == SecurityProtocol.IKE) {
            in.require(spiSize == 0 && count == 0);
        } else {
            in.require(spiSize == protocol.get().spiLength());
        }
        in.require(in.remaining() == spiSize * count);
        List<Long> spis = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            spis.add(in.u32());
        }
        return new Payload.Delete(protocol.get(), spis);
    }

    /** Section 3.15: type (1), reserved (3), attributes of reserved bit and type (2), length (2), value. */
    private static Payload configuration(WireReader in) throws Malformed {
        int cfgType = in.u8();
        in.skip(3);
        List<Payload.Configuration.Attribute> attributes = new ArrayList<>();
        while (in.hasMore()) {
            if (attributes.size() == WireLimits.CONFIGURATION_ATTRIBUTES) {
                throw new Malformed(DecodeError.TOO_MANY_ATTRIBUTES, Payload.Configuration.TYPE);
            }
            int attributeType = in.u16() & 0x7FFF;
            attributes.add(new Payload.Configuration.Attribute(attributeType, in.octets(in.u16())));
        }
        return new Payload.Configuration(cfgType, attributes);
    }

    /** Section 3.16: an EAP message (RFC 3748 section 4), whose own length must be the payload's. */
    private static Payload eap(WireReader in) throws Malformed {
        in.require(in.remaining() >= EAP_HEADER);
        byte[] message = in.rest();
        in.require(((message[2] & 0xFF) << 8 | (message[3] & 0xFF)) == message.length);
        return new Payload.Eap(message);
    }
}
