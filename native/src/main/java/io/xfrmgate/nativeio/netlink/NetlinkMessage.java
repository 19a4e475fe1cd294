package io.xfrmgate.nativeio.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** One message as it came: the header's members and a body of its own. */
public final class NetlinkMessage {
    /** nlmsg_flags: another part of a dump follows. */
    public static final int MULTI = 0x2;
    /** nlmsg_flags: what is dumped changed meanwhile; entries may be missing or stand twice. */
    public static final int DUMP_INTERRUPTED = 0x10;

    static final int HEADER = 16;
    private static final int ALIGNMENT = 4;

    private final int type;
    private final int flags;
    private final int sequence;
    private final byte[] body;

    NetlinkMessage(int type, int flags, int sequence, byte[] body) {
        this.type = type;
        this.flags = flags;
        this.sequence = sequence;
        this.body = body;
    }

    public int type() {
        return type;
    }

    public int flags() {
        return flags;
    }

    /** Of the request that it answers; 0 for a notification. */
    public int sequence() {
        return sequence;
    }

    /** A fresh reader of what follows the header. */
    public MessageReader body() {
        return MessageReader.of(body, 0, body.length);
    }

    /**
     * Splits a datagram into its messages. A header whose length is impossible ends it: what follows can not be told
     * apart any more.
     */
    public static List<NetlinkMessage> split(byte[] datagram, int length) {
        ByteBuffer buffer = ByteBuffer.wrap(datagram, 0, length).order(ByteOrder.nativeOrder());
        List<NetlinkMessage> messages = new ArrayList<>();
        int at = 0;
        while (length - at >= HEADER) {
            int size = buffer.getInt(at);
            if (size < HEADER || size > length - at) {
                break;
            }
            byte[] body = new byte[size - HEADER];
            System.arraycopy(datagram, at + HEADER, body, 0, body.length);
            messages.add(new NetlinkMessage(
                    buffer.getShort(at + 4) & 0xFFFF, buffer.getShort(at + 6) & 0xFFFF, buffer.getInt(at + 8), body));
            at += Math.min(length - at, (size + ALIGNMENT - 1) & -ALIGNMENT);
        }
        return messages;
    }

    @Override
    public String toString() {
        return "NetlinkMessage[type=" + type + " flags=0x" + Integer.toHexString(flags) + " seq="
                + Integer.toUnsignedString(sequence) + " " + body.length + " octets]";
    }
}
