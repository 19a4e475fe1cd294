package io.xfrmgate.agent.status;

import java.util.Arrays;
import java.util.List;

/** Builds HTML; whatever is text comes out as text. */
final class Html {
    private final StringBuilder out = new StringBuilder(32 << 10);

    /** Markup of our own, as it is. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Text of anybody's. */
    Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(isPrintable(c) ? c : '\uFFFD');
            }
        }
        return this;
    }

    /** Also nothing that turns the direction of the line around. */
    private static boolean isPrintable(char c) {
        return !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
    }

    Html element(String name, String text) {
        return raw("<" + name + ">").text(text).raw("</" + name + ">");
    }

    /** A table's head; {@code #} before a title makes a column of numbers. */
    Html table(String... titles) {
        raw("<div class=scroll><table><thead><tr>");
        for (String title : titles) {
            boolean number = title.startsWith("#");
            raw(number ? "<th scope=col class=n>" : "<th scope=col>")
                    .text(number ? title.substring(1) : title)
                    .raw("</th>");
        }
        return raw("</tr></thead><tbody>");
    }

    Html row(List<String> cells, int... numbers) {
        raw("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            int at = i;
            boolean number = Arrays.stream(numbers).anyMatch(n -> n == at);
            raw(number ? "<td class=n>" : "<td>").text(cells.get(i)).raw("</td>");
        }
        return raw("</tr>");
    }

    Html endTable() {
        return raw("</tbody></table></div>");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
