package io.xfrmgate.nativeio.netlink;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/** Datagrams that strace saw between iproute2 and a kernel: {@code captures/NAME.hex}. */
public record Capture(List<NetlinkMessage> sent, List<NetlinkMessage> received, List<byte[]> sentOctets) {

    public static Capture load(String name) {
        try (InputStream stream = Capture.class.getResourceAsStream("/captures/" + name + ".hex")) {
            if (stream == null) {
                throw new IllegalArgumentException("no capture " + name);
            }
            List<NetlinkMessage> sent = new ArrayList<>();
            List<NetlinkMessage> received = new ArrayList<>();
            List<byte[]> octets = new ArrayList<>();
            for (String line : new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.startsWith("#")) {
                    byte[] datagram = HexFormat.of().parseHex(line.substring(2));
                    (line.charAt(0) == '>' ? sent : received).addAll(NetlinkMessage.split(datagram, datagram.length));
                    if (line.charAt(0) == '>') {
                        octets.add(datagram);
                    }
                }
            }
            return new Capture(sent, received, octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A message in a form that does not depend on the order of its attributes, nor on sequence number and flags. */
    public static String canonical(int type, MessageReader body, int structureLength) throws MalformedMessageException {
        StringBuilder text = new StringBuilder(Integer.toHexString(type));
        text.append(' ').append(HexFormat.of().formatHex(body.bytes(Math.min(structureLength, body.remaining()))));
        TreeMap<Integer, String> attributes = new TreeMap<>();
        Attributes read = Attributes.read(body);
        for (int attribute : read.types()) {
            MessageReader value = read.find(attribute).orElseThrow();
            attributes.put(attribute, HexFormat.of().formatHex(value.bytes(value.remaining())));
        }
        attributes.forEach((attribute, hex) ->
                text.append("\n").append(attribute).append('=').append(hex));
        return text.toString();
    }

    /** The only message of a writer. */
    public static NetlinkMessage written(NetlinkRequest request) {
        MessageWriter writer = new MessageWriter();
        writer.beginMessage(request.type(), request.flags(), 1);
        request.write(writer);
        writer.endMessage();
        byte[] octets = writer.toByteArray();
        return NetlinkMessage.split(octets, octets.length).getFirst();
    }
}
