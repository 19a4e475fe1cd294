package io.xfrmgate.agent.capture;

import io.xfrmgate.agent.vici.ViciException;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.v2.ExportedKeys;
import java.util.HexFormat;
import java.util.Optional;

/** What a capture consists of, as daemon and client tell it each other. */
public sealed interface Captured {
    /** The event that carries it. */
    String EVENT = "capture";

    /**
     * A datagram as it travelled, without non-ESP marker.
     *
     * @param epochMicros when
     */
    record Datagram(long epochMicros, boolean sent, UdpEndpoint local, UdpEndpoint remote, byte[] octets)
            implements Captured {
        @Override
        public ViciMessage message() {
            return ViciMessage.builder()
                    .put("kind", "datagram")
                    .put("time-us", epochMicros)
                    .put("sent", sent)
                    .put("local-host", local.address())
                    .put("local-port", local.port())
                    .put("remote-host", remote.address())
                    .put("remote-port", remote.port())
                    .put("datagram", octets)
                    .build();
        }

        static Datagram of(ViciMessage message) throws ViciException {
            return new Datagram(
                    Long.parseLong(text(message, "time-us")),
                    message.isYes("sent"),
                    endpoint(message, "local"),
                    endpoint(message, "remote"),
                    value(message, "datagram"));
        }
    }

    /**
     * Keys of an IKE SA.
     *
     * @param suite as the log writes it
     * @param line of Wireshark's table; empty where Wireshark can not decrypt the suite, and then no key is told
     */
    record Keys(long initiatorSpi, long responderSpi, String suite, Optional<String> line) implements Captured {
        /** @param keys destroyed */
        public static Keys of(ExportedKeys keys) {
            try {
                return new Keys(
                        keys.initiatorSpi(),
                        keys.responderSpi(),
                        keys.suite().toString(),
                        WiresharkSuite.of(keys.suite()).map(names -> line(keys, names)));
            } finally {
                keys.destroy();
            }
        }

        /** A line of {@code ikev2_decryption_table}: octets in hexadecimal, names in quotes. */
        private static String line(ExportedKeys keys, WiresharkSuite names) {
            HexFormat hex = HexFormat.of();
            return String.join(
                    ",",
                    hex.toHexDigits(keys.initiatorSpi()),
                    hex.toHexDigits(keys.responderSpi()),
                    hex.formatHex(keys.initiator().encryption()),
                    hex.formatHex(keys.responder().encryption()),
                    '"' + names.encryption() + '"',
                    hex.formatHex(keys.initiator().integrity()),
                    hex.formatHex(keys.responder().integrity()),
                    '"' + names.integrity() + '"');
        }

        @Override
        public ViciMessage message() {
            return ViciMessage.builder()
                    .put("kind", "keys")
                    .put("initiator-spi", HexFormat.of().toHexDigits(initiatorSpi))
                    .put("responder-spi", HexFormat.of().toHexDigits(responderSpi))
                    .put("suite", suite)
                    .put("line", line)
                    .build();
        }

        static Keys of(ViciMessage message) throws ViciException {
            return new Keys(
                    Long.parseUnsignedLong(text(message, "initiator-spi"), 16),
                    Long.parseUnsignedLong(text(message, "responder-spi"), 16),
                    text(message, "suite"),
                    message.text("line"));
        }

        @Override
        public String toString() {
            return "Keys[" + suite + "]";
        }
    }

    /** Nothing happened, and the capture goes on: so that a client that has gone is noticed. */
    record Alive() implements Captured {
        @Override
        public ViciMessage message() {
            return ViciMessage.builder().put("kind", "alive").build();
        }
    }

    /** What the event carries. */
    ViciMessage message();

    /** Reads an event. */
    static Captured of(ViciMessage message) throws ViciException {
        try {
            return switch (text(message, "kind")) {
                case "datagram" -> Datagram.of(message);
                case "keys" -> Keys.of(message);
                case "alive" -> new Alive();
                default -> throw new ViciException("a capture with an unknown kind of event");
            };
        } catch (IllegalArgumentException e) {
            throw new ViciException("a malformed event of a capture: " + e.getMessage());
        }
    }

    private static UdpEndpoint endpoint(ViciMessage message, String side) throws ViciException {
        return new UdpEndpoint(
                IpAddress.parse(text(message, side + "-host")), Integer.parseInt(text(message, side + "-port")));
    }

    private static String text(ViciMessage message, String name) throws ViciException {
        return message.text(name).orElseThrow(() -> new ViciException("a capture without " + name));
    }

    private static byte[] value(ViciMessage message, String name) throws ViciException {
        return message.octets(name).orElseThrow(() -> new ViciException("a capture without " + name));
    }
}
