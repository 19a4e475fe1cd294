package io.xfrmgate.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/**
 * Writes the series of Child SAs as Prometheus text 0.0.4 or OpenMetrics text 1.0.0, a family after the other, straight to
 * where they go: a hundred thousand SAs are a hundred megabytes of text, which nobody should hold.
 */
final class SaExposition {
    private static final int BUFFER = 64 << 10;
    /** More than a number and its line's end take. */
    private static final int NUMBER = 24;

    private final OutputStream out;
    private final boolean openMetrics;
    private final byte[] buffer = new byte[BUFFER];
    private int filled;

    private SaExposition(OutputStream out, boolean openMetrics) {
        this.out = out;
        this.openMetrics = openMetrics;
    }

    /** Writes all families; does not close the stream. */
    static void write(List<SaRow> rows, OutputStream out, boolean openMetrics) throws IOException {
        SaExposition exposition = new SaExposition(out, openMetrics);
        byte[][] labels = new byte[rows.size()][];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = labels(rows.get(i));
        }
        for (SaCounter counter : SaCounter.values()) {
            exposition.family(counter, rows, labels);
        }
        for (SaGauge gauge : SaGauge.values()) {
            exposition.family(gauge, rows, labels);
        }
        if (openMetrics) {
            exposition.text("# EOF\n".getBytes(StandardCharsets.US_ASCII));
        }
        exposition.flush();
    }

    private static byte[] labels(SaRow row) {
        StringBuilder text = new StringBuilder("{child=\"");
        escape(row.tunnel().child(), text);
        text.append('"');
        if (!row.spis().isEmpty()) {
            text.append(',').append(row.spis());
        }
        text.append(",peer=\"");
        escape(row.tunnel().peer(), text);
        text.append("\",template=\"");
        escape(row.tunnel().template(), text);
        return text.append("\"} ").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void escape(String value, StringBuilder text) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(c);
            }
        }
    }

    private void family(SaCounter counter, List<SaRow> rows, byte[][] labels) throws IOException {
        byte[] series = bytes(counter.saName() + "_total");
        head(counter.saName() + (openMetrics ? "" : "_total"), "counter", counter.saHelp());
        for (int i = 0; i < labels.length; i++) {
            line(series, labels[i], rows.get(i).counters()[counter.ordinal()]);
        }
    }

    private void family(SaGauge gauge, List<SaRow> rows, byte[][] labels) throws IOException {
        byte[] series = bytes(gauge.exposedName());
        head(gauge.exposedName(), "gauge", gauge.help());
        for (int i = 0; i < labels.length; i++) {
            OptionalLong value = gauge.of(rows.get(i));
            if (value.isPresent()) {
                line(series, labels[i], value.getAsLong());
            }
        }
    }

    private void head(String name, String type, String help) throws IOException {
        text(bytes("# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n"));
    }

    private void line(byte[] series, byte[] labels, long value) throws IOException {
        text(series);
        text(labels);
        if (BUFFER - filled < NUMBER) {
            flush();
        }
        number(value);
        buffer[filled++] = '\n';
    }

    private void text(byte[] octets) throws IOException {
        if (octets.length > BUFFER - filled) {
            flush();
            if (octets.length > BUFFER) {
                out.write(octets);
                return;
            }
        }
        System.arraycopy(octets, 0, buffer, filled, octets.length);
        filled += octets.length;
    }

    /** Without a String for each of a million numbers. */
    private void number(long value) {
        if (value < 0) {
            byte[] digits = bytes(Long.toString(value));
            System.arraycopy(digits, 0, buffer, filled, digits.length);
            filled += digits.length;
            return;
        }
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int at = filled + digits - 1; at >= filled; at--) {
            buffer[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        filled += digits;
    }

    private void flush() throws IOException {
        out.write(buffer, 0, filled);
        filled = 0;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
