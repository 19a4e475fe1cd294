package io.xfrmgate.ike.ts;

import io.xfrmgate.ike.net.IpAddress;
import java.util.Arrays;
import java.util.List;

/** Selectors from the text that {@link TrafficSelector#toString} gives. */
final class SelectorTexts {
    private SelectorTexts() {}

    static List<TrafficSelector> selectors(String... texts) {
        return Arrays.stream(texts).map(SelectorTexts::parse).toList();
    }

    static TrafficSelector parse(String text) {
        String addresses = text.replaceAll("\\[.*", "");
        TrafficSelector selector;
        if (addresses.contains("/")) {
            String[] parts = addresses.split("/");
            selector = TrafficSelector.ofPrefix(IpAddress.parse(parts[0]), Integer.parseInt(parts[1]));
        } else {
            String[] parts = addresses.split("-");
            selector = new TrafficSelector(
                    0, 0, 0xFFFF, IpAddress.parse(parts[0]), IpAddress.parse(parts[parts.length - 1]));
        }
        if (!text.contains("[")) {
            return selector;
        }
        String[] rest = text.replaceAll(".*\\[|]", "").split("[/-]");
        int start = rest.length > 1 ? Integer.parseInt(rest[1]) : 0;
        int end = rest.length > 2 ? Integer.parseInt(rest[2]) : rest.length > 1 ? start : 0xFFFF;
        return selector.withProtocol(Integer.parseInt(rest[0]), start, end);
    }
}
