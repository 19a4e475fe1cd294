package io.xfrmgate.agent.vici;

import java.util.List;
import java.util.Map;

/** Messages as JSON: sections are objects, lists are arrays, values are strings. */
public final class ViciJson {
    private ViciJson() {}

    /** Several messages as an array. */
    public static String array(List<ViciMessage> messages) {
        StringBuilder out = new StringBuilder("[");
        for (int i = 0; i < messages.size(); i++) {
            out.append(i == 0 ? "\n  " : ",\n  ");
            object(messages.get(i), out, 1);
        }
        return out.append(messages.isEmpty() ? "]" : "\n]").toString();
    }

    /** One message as an object. */
    public static String object(ViciMessage message) {
        StringBuilder out = new StringBuilder();
        object(message, out, 0);
        return out.toString();
    }

    private static void object(ViciMessage message, StringBuilder out, int depth) {
        out.append('{');
        String between = "";
        for (Map.Entry<String, ViciMessage.Element> entry : message.elements().entrySet()) {
            out.append(between).append('\n').append("  ".repeat(depth + 1));
            between = ",";
            string(entry.getKey(), out);
            out.append(": ");
            switch (entry.getValue()) {
                case ViciMessage.Value value -> string(value.text(), out);
                case ViciMessage.Items(var texts) -> array(texts, out);
                case ViciMessage.Section(var content) -> object(content, out, depth + 1);
            }
        }
        if (!message.elements().isEmpty()) {
            out.append('\n').append("  ".repeat(depth));
        }
        out.append('}');
    }

    private static void array(List<String> texts, StringBuilder out) {
        out.append('[');
        for (int i = 0; i < texts.size(); i++) {
            out.append(i == 0 ? "" : ", ");
            string(texts.get(i), out);
        }
        out.append(']');
    }

    private static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < ' ' || c == 0x7F) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
