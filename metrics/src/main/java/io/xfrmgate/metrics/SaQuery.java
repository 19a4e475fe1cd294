package io.xfrmgate.metrics;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client asks of {@code /metrics/sa}: {@code template=NAME} and {@code peer=NAME}, each as often as one likes, and
 * {@code spi=yes} for series of each SA with its SPIs. A {@code *} in a name stands for any text.
 *
 * @param templates any of them; empty is all
 * @param peers likewise
 * @param spis whether each SA has its own series
 */
record SaQuery(List<String> templates, List<String> peers, boolean spis) {
    static final SaQuery ALL = new SaQuery(List.of(), List.of(), false);

    static final int MAX_LENGTH = 4_096;
    static final int MAX_NAMES = 64;

    SaQuery {
        templates = List.copyOf(templates);
        peers = List.copyOf(peers);
    }

    /** What became of a query. */
    sealed interface Parsed {}

    /** It is one. */
    record Good(SaQuery query) implements Parsed {}

    /** It is none, for this reason. */
    record Bad(String reason) implements Parsed {}

    /** @param raw after the question mark, still encoded */
    static Parsed parse(Optional<String> raw) {
        if (raw.isEmpty() || raw.get().isEmpty()) {
            return new Good(ALL);
        }
        if (raw.get().length() > MAX_LENGTH) {
            return new Bad("the query is longer than " + MAX_LENGTH + " characters");
        }
        List<String> templates = new ArrayList<>();
        List<String> peers = new ArrayList<>();
        boolean spis = false;
        for (String part : raw.get().split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                return new Bad("a query is made of template=NAME, peer=NAME and spi=yes");
            }
            String value;
            try {
                value = URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return new Bad("the query is not encoded as a URL's");
            }
            switch (part.substring(0, equals)) {
                case "template" -> templates.add(value);
                case "peer" -> peers.add(value);
                case "spi" -> {
                    if (!value.equals("yes") && !value.equals("no")) {
                        return new Bad("spi is yes or no");
                    }
                    spis = value.equals("yes");
                }
                default -> {
                    return new Bad("a query has only template, peer and spi");
                }
            }
        }
        return templates.size() + peers.size() > MAX_NAMES
                ? new Bad("more than " + MAX_NAMES + " names in the query")
                : new Good(new SaQuery(templates, peers, spis));
    }

    boolean takes(SaTunnel tunnel) {
        return takes(templates, tunnel.template()) && takes(peers, tunnel.peer());
    }

    private static boolean takes(List<String> patterns, String name) {
        return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> matches(pattern, name));
    }

    /** Whether the name is the pattern's, by going back to the last star only: no pattern takes longer than both lengths' product. */
    static boolean matches(String pattern, String name) {
        int p = 0;
        int star = -1;
        int mark = 0;
        for (int n = 0; n < name.length(); ) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
