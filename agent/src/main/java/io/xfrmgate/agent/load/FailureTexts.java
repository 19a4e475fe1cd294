package io.xfrmgate.agent.load;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the failures of a step said, and how many said it; texts beyond the first few are counted together. */
final class FailureTexts {
    private static final int DIFFERENT = 20;
    private static final String OTHERS = "others";

    private final Map<String, Integer> counts = new HashMap<>();

    void add(String text) {
        boolean room = counts.size() < DIFFERENT || counts.containsKey(text);
        counts.merge(room ? text : OTHERS, 1, Integer::sum);
    }

    /** The most frequent first. */
    List<String> lines() {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(e -> e.getValue() + " failed: " + e.getKey())
                .toList();
    }
}
