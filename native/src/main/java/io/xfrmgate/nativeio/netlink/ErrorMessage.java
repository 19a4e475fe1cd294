package io.xfrmgate.nativeio.netlink;

import io.xfrmgate.nativeio.libc.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * NLMSG_ERROR, and NLMSG_DONE which has the same head.
 *
 * <pre>
 * struct nlmsgerr { int error; struct nlmsghdr msg; };  the request's payload unless NLM_F_CAPPED; attributes if NLM_F_ACK_TLVS
 * </pre>
 */
final class ErrorMessage {
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_CAPPED = 0x100;
    private static final int NLM_F_ACK_TLVS = 0x200;
    private static final int NLMSGERR_ATTR_MSG = 1;
    private static final int NLMSGERR_ATTR_OFFS = 2;
    private static final int NLMSGERR_ATTR_MISS_TYPE = 5;
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int TYPE_MASK = 0x3FFF;

    private ErrorMessage() {}

    /**
     * The error, or empty for an acknowledgement.
     *
     * @param sent what was sent; the request of {@code type} starts at {@code start}
     */
    static Optional<NetlinkError> read(
            NetlinkFamily family, int type, NetlinkMessage message, byte[] sent, int start, int end) {
        MessageReader body = message.body();
        String name = family.messageName(type);
        int error;
        try {
            // the DONE of an old kernel may have no body at all
            error = message.type() == NLMSG_DONE && body.remaining() < 4 ? 0 : -body.u32();
        } catch (MalformedMessageException e) {
            return Optional.of(new NetlinkError(name, Errno.EMSGSIZE, "the kernel's answer is cut short", none(), 0));
        }
        if (error == 0) {
            return Optional.empty();
        }
        Errno errno = new Errno(error);
        if ((message.flags() & NLM_F_ACK_TLVS) == 0) {
            return Optional.of(new NetlinkError(name, errno, "", none(), 0));
        }
        try {
            if (message.type() != NLMSG_DONE) {
                int length = body.slice(NetlinkMessage.HEADER).u32();
                if ((message.flags() & NLM_F_CAPPED) == 0) {
                    body.skip(length - NetlinkMessage.HEADER);
                }
            }
            Attributes attributes = Attributes.read(body);
            String text =
                    attributes.find(NLMSGERR_ATTR_MSG, MessageReader::text).orElse("");
            int offset = attributes.u32(NLMSGERR_ATTR_OFFS, 0);
            Optional<String> attribute = offset == 0
                    ? attributes
                            .find(NLMSGERR_ATTR_MISS_TYPE, MessageReader::u32)
                            .map(t -> family.attributeName(type, t))
                    : Optional.of(attributeAt(family, type, sent, start, end, offset));
            return Optional.of(new NetlinkError(name, errno, text, attribute, offset));
        } catch (MalformedMessageException e) {
            return Optional.of(new NetlinkError(name, errno, "", none(), 0));
        }
    }

    private static Optional<String> none() {
        return Optional.empty();
    }

    /** The name of the outermost attribute that covers {@code offset} in the request. */
    private static String attributeAt(NetlinkFamily family, int type, byte[] sent, int start, int end, int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(sent).order(ByteOrder.nativeOrder());
        int at = start + NetlinkMessage.HEADER + (family.structureLength(type) + 3 & ~3);
        if (offset < at - start) {
            return "the fixed part";
        }
        while (end - at >= ATTRIBUTE_HEADER) {
            int length = buffer.getShort(at) & 0xFFFF;
            if (length < ATTRIBUTE_HEADER) {
                break;
            }
            if (start + offset < at + length) {
                return family.attributeName(type, buffer.getShort(at + 2) & TYPE_MASK);
            }
            at += length + 3 & ~3;
        }
        return "an attribute";
    }
}
