package io.xfrmgate.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules for names: Prometheus' conventions, checked where a metric is made, so that no scrape can meet a bad one. */
final class MetricName {
    private static final Pattern NAME = Pattern.compile("xfrmgate(_[a-z]+)+");
    private static final Pattern LABEL = Pattern.compile("[a-z]+(_[a-z]+)*");

    private MetricName() {}

    static void checkCounter(String name, String help, Map<String, String> labels) {
        check(name, help, labels);
        require(name.endsWith("_total"), name, "a counter ends in _total");
    }

    static void checkTimeCounter(String name, String help, Map<String, String> labels) {
        check(name, help, labels);
        require(name.endsWith("_seconds_total"), name, "a counter of time ends in _seconds_total");
    }

    static void checkGauge(String name, String help, Map<String, String> labels) {
        check(name, help, labels);
        require(!name.endsWith("_total"), name, "only a counter ends in _total");
    }

    static void checkInfo(String name, String help, List<String> labels) {
        Map<String, String> any = new HashMap<>();
        labels.forEach(label -> any.put(label, ""));
        checkGauge(name, help, any);
        // the exposition of Prometheus' own library keeps _info for a type of its own
        require(!name.endsWith("_info"), name, "its type is that of a gauge");
    }

    static void checkTimer(String name, String help, Map<String, String> labels) {
        check(name, help, labels);
        require(name.endsWith("_seconds"), name, "a timer ends in _seconds");
    }

    static void checkHistogram(String name, String help, Map<String, String> labels) {
        checkGauge(name, help, labels);
        require(!name.endsWith("_seconds"), name, "durations are for a timer");
    }

    private static void check(String name, String help, Map<String, String> labels) {
        require(NAME.matcher(name).matches(), name, "a name is xfrmgate_ and lower-case words");
        require(!help.isBlank(), name, "it needs a help text");
        for (String label : labels.keySet()) {
            require(LABEL.matcher(label).matches() && !label.equals("le"), name, "not a label's name: " + label);
        }
    }

    private static void require(boolean condition, String name, String rule) {
        if (!condition) {
            throw new IllegalArgumentException("metric " + name + ": " + rule);
        }
    }
}
