package io.xfrmgate.metrics;

import java.util.Map;

/**
 * What a client of the JDK's HTTP server may take. The server reads its limits from system properties when it is first used;
 * what is set there already stays.
 */
final class HttpLimits {
    private static final Map<String, String> LIMITS = Map.of(
            // octets of a request's line and headers together
            "sun.net.httpserver.maxReqHeaderSize", "16384",
            "sun.net.httpserver.maxReqHeaders", "64",
            // seconds to send a request, and to read an answer
            "sun.net.httpserver.maxReqTime", "10",
            "sun.net.httpserver.maxRspTime", "120",
            "sun.net.httpserver.maxIdleConnections", "16",
            "jdk.httpserver.maxConnections", "64");

    private HttpLimits() {}

    static void set() {
        LIMITS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }
}
