package io.xfrmgate.ike.eap;

import java.util.Arrays;
import java.util.Optional;

/**
 * An EAP packet (RFC 3748 section 4).
 *
 * @param code request, response, success or failure
 * @param identifier ties a response to its request
 * @param type of a request or response; 0 in success and failure
 * @param data after the type; not to be written to
 */
public record EapPacket(int code, int identifier, int type, byte[] data) {
    public static final int REQUEST = 1;
    public static final int RESPONSE = 2;
    public static final int SUCCESS = 3;
    public static final int FAILURE = 4;

    public static final int IDENTITY = 1;
    public static final int NOTIFICATION = 2;
    /** In a response: another method is wanted. */
    public static final int NAK = 3;

    public static final int MD5_CHALLENGE = 4;
    public static final int GTC = 6;
    public static final int MSCHAPV2 = 26;

    private static final int HEADER = 4;
    private static final byte[] NOTHING = {};

    /** Reads one; empty if it is none. */
    public static Optional<EapPacket> read(byte[] message) {
        if (message.length < HEADER || ((message[2] & 0xFF) << 8 | (message[3] & 0xFF)) != message.length) {
            return Optional.empty();
        }
        int code = message[0] & 0xFF;
        int identifier = message[1] & 0xFF;
        return switch (code) {
            case REQUEST, RESPONSE ->
                message.length == HEADER
                        ? Optional.empty()
                        : Optional.of(new EapPacket(
                                code,
                                identifier,
                                message[HEADER] & 0xFF,
                                Arrays.copyOfRange(message, HEADER + 1, message.length)));
            case SUCCESS, FAILURE ->
                message.length == HEADER ? Optional.of(new EapPacket(code, identifier, 0, NOTHING)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** EAP-Success or EAP-Failure. */
    public static EapPacket end(int code, int identifier) {
        return new EapPacket(code, identifier, 0, NOTHING);
    }

    /** As it goes over the wire. */
    public byte[] encode() {
        boolean typed = code == REQUEST || code == RESPONSE;
        byte[] message = new byte[HEADER + (typed ? 1 + data.length : 0)];
        message[0] = (byte) code;
        message[1] = (byte) identifier;
        message[2] = (byte) (message.length >>> 8);
        message[3] = (byte) message.length;
        if (typed) {
            message[HEADER] = (byte) type;
            System.arraycopy(data, 0, message, HEADER + 1, data.length);
        }
        return message;
    }

    @Override
    public String toString() {
        return "EapPacket[code=" + code + ", id=" + identifier + ", type=" + type + ", " + data.length + " octets]";
    }
}
