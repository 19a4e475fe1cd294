package io.xfrmgate.metrics;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** The body of a long answer, written as it is made. */
final class Body {
    private static final int BUFFER = 64 << 10;

    /** What it is. */
    enum Type {
        PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
        OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8"),
        HTML("text/html; charset=utf-8");

        private final String mediaType;

        Type(String mediaType) {
            this.mediaType = mediaType;
        }
    }

    /** Compressed as fast as can be: series are so alike that this takes nine tenths. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private Body() {}

    /** Sends the head; for HEAD, what is written then goes nowhere. */
    static OutputStream open(HttpExchange exchange, Type type, boolean gzip) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type.mediaType);
        headers.set("Cache-Control", "no-store");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(200, -1);
            return OutputStream.nullOutputStream();
        }
        if (gzip) {
            headers.set("Content-Encoding", "gzip");
        }
        exchange.sendResponseHeaders(200, 0);
        return gzip ? new FastGzip(exchange.getResponseBody()) : exchange.getResponseBody();
    }
}
