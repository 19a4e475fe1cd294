package io.xfrmgate.ike.wire;

import io.xfrmgate.ike.proposal.SecurityProtocol;
import java.util.ArrayList;
import java.util.List;

/**
 * Payloads one after another, each with the generic header (RFC 7296 section 3.2): next payload (1), critical bit and
 * reserved (1), length with this header (2).
 */
final class PayloadChain {
    /** Encrypted and Authenticated (section 3.14). */
    static final int ENCRYPTED = 46;
    /** Encrypted and Authenticated Fragment (RFC 7383 section 2.5). */
    static final int ENCRYPTED_FRAGMENT = 53;

    static final int NONE = 0;
    static final int HEADER = 4;
    private static final int CRITICAL = 0x80;

    private PayloadChain() {}

    /** One payload's generic header. */
    record Entry(int type, int next, boolean critical, int bodyLength) {}

    /** Reads a generic header; its body is then known to be there. */
    static Entry entry(WireReader in, int type) throws Malformed {
        int next = in.u8();
        boolean critical = (in.u8() & CRITICAL) != 0;
        int length = in.u16();
        if (length < HEADER) {
            throw new Malformed(DecodeError.BAD_PAYLOAD_LENGTH, type);
        }
        in.require(length - HEADER <= in.remaining());
        return new Entry(type, next, critical, length - HEADER);
    }

    /** Reads a whole chain, in which no encrypted payload may stand. */
    static List<Payload> decode(byte[] data, int start, int end, int firstType) throws Malformed {
        WireReader in = new WireReader(data, start, end, DecodeError.TRUNCATED_PAYLOAD);
        List<Payload> payloads = new ArrayList<>();
        int type = firstType;
        while (type != NONE) {
            if (payloads.size() == WireLimits.PAYLOADS) {
                throw new Malformed(DecodeError.TOO_MANY_PAYLOADS);
            }
            if (type == ENCRYPTED || type == ENCRYPTED_FRAGMENT) {
                throw new Malformed(DecodeError.ENCRYPTED_PAYLOAD_UNEXPECTED, type);
            }
            Entry entry = entry(in, type);
            payloads.add(PayloadDecoder.decode(in, entry.bodyLength(), type, entry.critical()));
            type = entry.next();
        }
        if (in.hasMore()) {
            throw new Malformed(DecodeError.TRAILING_OCTETS);
        }
        return payloads;
    }

    static int firstType(List<Payload> payloads) {
        return payloads.isEmpty() ? NONE : payloads.getFirst().type();
    }

    static void encode(WireWriter out, List<Payload> payloads) {
        for (int i = 0; i < payloads.size(); i++) {
            Payload payload = payloads.get(i);
            int start = out.position();
            out.u8(i + 1 < payloads.size() ? payloads.get(i + 1).type() : NONE);
            out.u8(payload instanceof Payload.Unknown unknown && unknown.critical() ? CRITICAL : 0);
            int length = out.openLength16();
            encodeBody(out, payload);
            out.closeLength16(length, start);
        }
    }

    private static void encodeBody(WireWriter out, Payload payload) {
        switch (payload) {
            case Payload.Sa sa -> SaCodec.encode(out, sa);
            case Payload.Ke ke -> {
                out.u16(ke.group());
                out.u16(0);
                out.octets(ke.data());
            }
            case Payload.Id id ->
                typed(out, id.identification().idType(), id.identification().data());
            case Payload.Cert cert -> {
                out.u8(cert.encoding());
                out.octets(cert.data());
            }
            case Payload.CertReq request -> {
                out.u8(request.encoding());
                out.octets(request.authorities());
            }
            case Payload.Auth auth -> typed(out, auth.method(), auth.data());
            case Payload.Nonce nonce -> out.octets(nonce.data());
            case Payload.Notify notification -> encodeNotify(out, notification);
            case Payload.Delete delete -> encodeDelete(out, delete);
            case Payload.VendorId vendor -> out.octets(vendor.data());
            case Payload.Ts ts -> SelectorCodec.encode(out, ts.selectors());
            case Payload.Configuration configuration -> {
                typed(out, configuration.cfgType(), new byte[0]);
                for (Payload.Configuration.Attribute attribute : configuration.attributes()) {
                    out.u16(attribute.attributeType());
                    out.u16(attribute.value().length);
                    out.octets(attribute.value());
                }
            }
            case Payload.Eap eap -> out.octets(eap.message());
            case Payload.Unknown unknown -> out.octets(unknown.body());
        }
    }

    /** One octet of type, three reserved, data. */
    private static void typed(WireWriter out, int type, byte[] data) {
        out.u8(type);
        out.zeros(3);
        out.octets(data);
    }

    private static void encodeNotify(WireWriter out, Payload.Notify notification) {
        long spi = notification.spi();
        int size = spi == 0 ? 0 : notification.protocol().spiLength();
        if (spi != 0 && size == 0) {
            throw new IllegalArgumentException("an SPI of no protocol");
        }
        out.u8(notification.protocol().id());
        out.u8(size);
        out.u16(notification.notifyType());
        if (size == 8) {
            out.i64(spi);
        } else if (size == 4) {
            out.u32(spi);
        }
        out.octets(notification.data());
    }

    private static void encodeDelete(WireWriter out, Payload.Delete delete) {
        boolean isIke = delete.protocol() == SecurityProtocol.IKE;
        if (delete.protocol() == SecurityProtocol.NONE
                || (isIke && !delete.spis().isEmpty())) {
            throw new IllegalArgumentException("SPIs of " + delete.protocol() + " can not be deleted");
        }
        out.u8(delete.protocol().id());
        out.u8(isIke ? 0 : delete.protocol().spiLength());
        out.u16(delete.spis().size());
        for (long spi : delete.spis()) {
            out.u32(spi);
        }
    }
}
