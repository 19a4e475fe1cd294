package io.xfrmgate.ike.wire;

import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.proposal.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The body of an SA payload (RFC 7296 section 3.3).
 *
 * <pre>
 * proposal:  last (0) or more (2), reserved, length (2), number, protocol, SPI size, transforms, SPI, transform...
 * transform: last (0) or more (3), reserved, length (2), type, reserved, ID (2), attribute...
 * attribute: format bit and type (2), then the value (2), or its length (2) and octets
 * </pre>
 *
 * What is well-formed but unknown to us must not fail the message (section 3.3.6). A proposal of an unknown protocol, or
 * with a transform of an unknown type, can not be accepted: it is left out here, and the others keep their numbers. A
 * transform with an unknown attribute can not be chosen: it is left out of its proposal. If it was the only one of its
 * type then the proposal as a whole can not be accepted, and is left out too. A transform with an unknown ID stays: no
 * configuration names it.
 */
final class SaCodec {
    private static final int MORE_PROPOSALS = 2;
    private static final int MORE_TRANSFORMS = 3;
    private static final int FORMAT_TV = 0x8000;
    private static final int KEY_LENGTH = 14;
    private static final int PROPOSAL_HEADER = 8;
    private static final int TRANSFORM_HEADER = 8;

    private SaCodec() {}

    static Payload.Sa decode(WireReader in) throws Malformed {
        List<Proposal> proposals = new ArrayList<>(4);
        int proposalsSeen = 0;
        int transformsLeft = WireLimits.TRANSFORMS;
        boolean more = true;
        while (more) {
            if (++proposalsSeen > WireLimits.PROPOSALS) {
                throw new Malformed(DecodeError.TOO_MANY_PROPOSALS, Payload.Sa.TYPE);
            }
            int last = in.u8();
            in.skip(1);
            int length = in.u16();
            in.require(length >= PROPOSAL_HEADER);
            WireReader body = in.child(length - 4, DecodeError.BAD_SA);
            more = more(last, MORE_PROPOSALS, in);
            transformsLeft -= decodeProposal(body, transformsLeft, proposals);
        }
        return new Payload.Sa(proposals);
    }

    /** Adds the proposal if it is one that could be accepted; returns how many transforms it has. */
    private static int decodeProposal(WireReader in, int transformsLeft, List<Proposal> proposals) throws Malformed {
        int number = in.u8();
        Optional<SecurityProtocol> protocol = SecurityProtocol.of(in.u8()).filter(p -> p != SecurityProtocol.NONE);
        int spiSize = in.u8();
        int count = in.u8();
        if (count > transformsLeft) {
            throw new Malformed(DecodeError.TOO_MANY_TRANSFORMS, Payload.Sa.TYPE);
        }
        long spi = 0;
        if (protocol.isPresent()) {
            spi = decodeSpi(in, protocol.get(), spiSize);
        } else {
            in.skip(spiSize);
        }
        List<Transform> transforms = new ArrayList<>(count);
        boolean acceptable = protocol.isPresent();
        int typesOffered = 0;
        for (int left = count; left > 0; left--) {
            int last = in.u8();
            in.skip(1);
            int length = in.u16();
            in.require(length >= TRANSFORM_HEADER);
            WireReader body = in.child(length - 4, DecodeError.BAD_SA);
            in.require(more(last, MORE_TRANSFORMS, in) == (left > 1));
            Optional<TransformType> type = TransformType.of(body.u8());
            body.skip(1);
            int id = body.u16();
            Optional<Integer> keyBits = decodeAttributes(body);
            acceptable &= type.isPresent();
            if (type.isPresent()) {
                typesOffered |= 1 << type.get().id();
                keyBits.ifPresent(bits -> transforms.add(new Transform(type.get(), id, bits)));
            }
        }
        in.finish();
        for (Transform transform : transforms) {
            typesOffered &= ~(1 << transform.type().id());
        }
        if (acceptable && typesOffered == 0) {
            proposals.add(new Proposal(number, protocol.get(), spi, transforms));
        }
        return count;
    }

    /** No SPI is there for an IKE SA's first negotiation (section 3.3.1). Zero is nobody's SPI. */
    private static long decodeSpi(WireReader in, SecurityProtocol protocol, int size) throws Malformed {
        if (protocol == SecurityProtocol.IKE && size == 0) {
            return 0;
        }
        in.require(size == protocol.spiLength());
        long spi = size == 8 ? in.i64() : in.u32();
        in.require(spi != 0);
        return spi;
    }

    /** The Key Length, 0 where there is none; empty for an attribute that we do not know. */
    private static Optional<Integer> decodeAttributes(WireReader in) throws Malformed {
        int keyBits = 0;
        boolean known = true;
        for (int seen = 1; in.hasMore(); seen++) {
            if (seen > WireLimits.TRANSFORM_ATTRIBUTES) {
                throw new Malformed(DecodeError.TOO_MANY_ATTRIBUTES, Payload.Sa.TYPE);
            }
            int type = in.u16();
            int valueOrLength = in.u16();
            if ((type & FORMAT_TV) == 0) {
                in.skip(valueOrLength);
            }
            // A second Key Length, or one of zero bits, says nothing that could be agreed on.
            if (type == (FORMAT_TV | KEY_LENGTH) && keyBits == 0 && valueOrLength != 0) {
                keyBits = valueOrLength;
            } else {
                known = false;
            }
        }
        return known ? Optional.of(keyBits) : Optional.empty();
    }

    /** The "last" field must say what the lengths say. */
    private static boolean more(int last, int moreValue, WireReader rest) throws Malformed {
        rest.require(last == (rest.hasMore() ? moreValue : 0));
        return last != 0;
    }

    static void encode(WireWriter out, Payload.Sa sa) {
        if (sa.proposals().isEmpty()) {
            throw new IllegalArgumentException("an SA payload has at least one proposal");
        }
        int left = sa.proposals().size();
        for (Proposal proposal : sa.proposals()) {
            int start = out.position();
            out.u8(--left > 0 ? MORE_PROPOSALS : 0);
            out.u8(0);
            int length = out.openLength16();
            out.u8(proposal.number());
            out.u8(proposal.protocol().id());
            encodeSpi(out, proposal);
            encodeTransforms(out, proposal.transforms());
            out.closeLength16(length, start);
        }
    }

    private static void encodeSpi(WireWriter out, Proposal proposal) {
        boolean isIke = proposal.protocol() == SecurityProtocol.IKE;
        if (proposal.spi() == 0 && !isIke) {
            throw new IllegalArgumentException("a proposal for " + proposal.protocol() + " needs an SPI");
        }
        int size = proposal.spi() == 0 ? 0 : proposal.protocol().spiLength();
        out.u8(size);
        out.u8(proposal.transforms().size());
        if (size == 8) {
            out.i64(proposal.spi());
        } else if (size == 4) {
            out.u32(proposal.spi());
        }
    }

    private static void encodeTransforms(WireWriter out, List<Transform> transforms) {
        int left = transforms.size();
        for (Transform transform : transforms) {
            int start = out.position();
            out.u8(--left > 0 ? MORE_TRANSFORMS : 0);
            out.u8(0);
            int length = out.openLength16();
            out.u8(transform.type().id());
            out.u8(0);
            out.u16(transform.id());
            if (transform.keyBits() != 0) {
                out.u16(FORMAT_TV | KEY_LENGTH);
                out.u16(transform.keyBits());
            }
            out.closeLength16(length, start);
        }
    }
}
