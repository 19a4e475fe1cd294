package io.xfrmgate.agent.vici;

import io.xfrmgate.agent.vici.ViciMessage.Element;
import io.xfrmgate.agent.vici.ViciMessage.Items;
import io.xfrmgate.agent.vici.ViciMessage.Section;
import io.xfrmgate.agent.vici.ViciMessage.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Reads and writes messages: elements of one octet's type, names of up to 255 octets, values of up to 65,535. Reading is
 * bounded in depth, and otherwise by the packet that holds the message.
 */
final class ViciCodec {
    /** Sections within sections. VICI's own messages need five. */
    static final int MAX_DEPTH = 16;

    /** Octets of a value; the field that tells has two octets. */
    static final int MAX_VALUE = 0xFFFF;

    private static final int MAX_NAME = 0xFF;

    private static final int SECTION_START = 1;
    private static final int SECTION_END = 2;
    private static final int KEY_VALUE = 3;
    private static final int LIST_START = 4;
    private static final int LIST_ITEM = 5;
    private static final int LIST_END = 6;

    private ViciCodec() {}

    static byte[] encode(ViciMessage message) throws ViciException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        write(message, out, 0);
        return out.toByteArray();
    }

    private static void write(ViciMessage message, ByteArrayOutputStream out, int depth) throws ViciException {
        if (depth > MAX_DEPTH) {
            throw new ViciException("sections within sections, more than " + MAX_DEPTH);
        }
        for (Map.Entry<String, Element> entry : message.elements().entrySet()) {
            switch (entry.getValue()) {
                case Value(var octets) -> {
                    writeName(KEY_VALUE, entry.getKey(), out);
                    writeValue(octets, out);
                }
                case Items(var texts) -> {
                    writeName(LIST_START, entry.getKey(), out);
                    for (String text : texts) {
                        out.write(LIST_ITEM);
                        writeValue(text.getBytes(StandardCharsets.UTF_8), out);
                    }
                    out.write(LIST_END);
                }
                case Section(var content) -> {
                    writeName(SECTION_START, entry.getKey(), out);
                    write(content, out, depth + 1);
                    out.write(SECTION_END);
                }
            }
        }
    }

    private static void writeName(int type, String name, ByteArrayOutputStream out) throws ViciException {
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        if (octets.length > MAX_NAME) {
            throw new ViciException("a name of " + octets.length + " octets");
        }
        out.write(type);
        out.write(octets.length);
        out.writeBytes(octets);
    }

    private static void writeValue(byte[] octets, ByteArrayOutputStream out) throws ViciException {
        if (octets.length > MAX_VALUE) {
            throw new ViciException("a value of " + octets.length + " octets");
        }
        out.write(octets.length >>> 8);
        out.write(octets.length);
        out.writeBytes(octets);
    }

    /** Reads all of the buffer. */
    static ViciMessage decode(ByteBuffer in) throws ViciException {
        return readSection(in, 0);
    }

    private static ViciMessage readSection(ByteBuffer in, int depth) throws ViciException {
        if (depth > MAX_DEPTH) {
            throw new ViciException("sections within sections, more than " + MAX_DEPTH);
        }
        SequencedMap<String, Element> elements = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            int type = in.get() & 0xFF;
            if (type == SECTION_END && depth > 0) {
                return new ViciMessage(elements);
            }
            if (type != SECTION_START && type != KEY_VALUE && type != LIST_START) {
                throw new ViciException("an element of type " + type + " where none such may be");
            }
            String name = text(read(in, length(in, 1)));
            Element element = switch (type) {
                case SECTION_START -> new Section(readSection(in, depth + 1));
                case KEY_VALUE -> new Value(read(in, length(in, 2)));
                default -> new Items(readItems(in));
            };
            if (elements.putIfAbsent(name, element) != null) {
                throw new ViciException("the same name twice in one section");
            }
        }
        if (depth > 0) {
            throw new ViciException("a section that does not end");
        }
        return new ViciMessage(elements);
    }

    private static List<String> readItems(ByteBuffer in) throws ViciException {
        List<String> texts = new ArrayList<>();
        while (in.hasRemaining()) {
            int type = in.get() & 0xFF;
            if (type == LIST_END) {
                return texts;
            }
            if (type != LIST_ITEM) {
                throw new ViciException("an element of type " + type + " within a list");
            }
            texts.add(text(read(in, length(in, 2))));
        }
        throw new ViciException("a list that does not end");
    }

    static String text(byte[] octets) throws ViciException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ViciException("a name or item that is no UTF-8", e);
        }
    }

    private static int length(ByteBuffer in, int octets) throws ViciException {
        if (in.remaining() < octets) {
            throw new ViciException("a message that ends within a length");
        }
        return octets == 1 ? in.get() & 0xFF : in.getShort() & 0xFFFF;
    }

    private static byte[] read(ByteBuffer in, int length) throws ViciException {
        if (in.remaining() < length) {
            throw new ViciException("a message that ends within a name or value");
        }
        byte[] octets = new byte[length];
        in.get(octets);
        return octets;
    }
}
