package io.xfrmgate.agent.vici;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A packet, without its length.
 *
 * @param kind what it is
 * @param name of the command or event; empty where the kind has none
 * @param message what it carries; empty where the kind carries nothing
 */
public record ViciPacket(Kind kind, String name, ViciMessage message) {
    /** Octets of a packet without its length, as in strongSwan. */
    public static final int MAX_LENGTH = 512 * 1024;

    private static final int MAX_NAME = 255;

    /** What a packet is; the order is that of the numbers on the wire. */
    public enum Kind {
        COMMAND_REQUEST(true, true),
        COMMAND_RESPONSE(false, true),
        COMMAND_UNKNOWN(false, false),
        EVENT_REGISTER(true, false),
        EVENT_UNREGISTER(true, false),
        EVENT_CONFIRM(false, false),
        EVENT_UNKNOWN(false, false),
        EVENT(true, true);

        private final boolean named;
        private final boolean carries;

        Kind(boolean named, boolean carries) {
            this.named = named;
            this.carries = carries;
        }
    }

    /** A packet of a kind that has neither name nor message. */
    public static ViciPacket of(Kind kind) {
        return new ViciPacket(kind, "", ViciMessage.EMPTY);
    }

    /** A request for a command. */
    public static ViciPacket request(String command, ViciMessage message) {
        return new ViciPacket(Kind.COMMAND_REQUEST, command, message);
    }

    /** The answer to a command. */
    public static ViciPacket response(ViciMessage message) {
        return new ViciPacket(Kind.COMMAND_RESPONSE, "", message);
    }

    /** An event. */
    public static ViciPacket event(String name, ViciMessage message) {
        return new ViciPacket(Kind.EVENT, name, message);
    }

    /**
     * The packet with its length before it.
     *
     * @throws ViciException if it is longer than allowed
     */
    public byte[] encode() throws ViciException {
        byte[] nameOctets = name.getBytes(StandardCharsets.UTF_8);
        if (nameOctets.length > MAX_NAME) {
            throw new ViciException("a name of " + nameOctets.length + " octets");
        }
        byte[] content = kind.carries ? ViciCodec.encode(message) : new byte[0];
        int length = 1 + (kind.named ? 1 + nameOctets.length : 0) + content.length;
        if (length > MAX_LENGTH) {
            throw new ViciException("a packet of " + length + " octets, " + MAX_LENGTH + " are allowed");
        }
        ByteBuffer packet = ByteBuffer.allocate(4 + length).putInt(length).put((byte) kind.ordinal());
        if (kind.named) {
            packet.put((byte) nameOctets.length).put(nameOctets);
        }
        return packet.put(content).array();
    }

    /**
     * Reads a packet without its length.
     *
     * @throws ViciException if it is none
     */
    public static ViciPacket decode(byte[] octets) throws ViciException {
        if (octets.length == 0) {
            throw new ViciException("an empty packet");
        }
        int number = octets[0] & 0xFF;
        if (number >= Kind.values().length) {
            throw new ViciException("a packet of unknown type " + number);
        }
        Kind kind = Kind.values()[number];
        ByteBuffer rest = ByteBuffer.wrap(octets, 1, octets.length - 1);
        String name = "";
        if (kind.named) {
            if (!rest.hasRemaining() || rest.remaining() < 1 + (rest.get(rest.position()) & 0xFF)) {
                throw new ViciException("a packet that ends within its name");
            }
            byte[] nameOctets = new byte[rest.get() & 0xFF];
            rest.get(nameOctets);
            name = ViciCodec.text(nameOctets);
        }
        if (!kind.carries) {
            if (rest.hasRemaining()) {
                throw new ViciException("a packet of type " + kind.name().toLowerCase(Locale.ROOT) + " with content");
            }
            return new ViciPacket(kind, name, ViciMessage.EMPTY);
        }
        return new ViciPacket(kind, name, ViciCodec.decode(rest.slice()));
    }
}
