package io.xfrmgate.lab;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the lab says of one scenario.
 *
 * @param name of the scenario
 * @param seconds it took, as printed
 * @param failure why it failed; empty when it passed
 */
record ScenarioResult(String name, String seconds, Optional<String> failure) {
    private static final Pattern LINE = Pattern.compile("(not )?ok (\\S+) \\(([0-9.]+) s\\)(?:: (.*))?");

    /** Reads a line such as {@code ok ike-rekey (6.1 s)} or {@code not ok ike-rekey (9.0 s): 3 pings were lost}. */
    static Optional<ScenarioResult> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Optional<String> failure = matcher.group(1) == null
                ? Optional.empty()
                : Optional.of(Optional.ofNullable(matcher.group(4)).orElse("no reason given"));
        return Optional.of(new ScenarioResult(matcher.group(2), matcher.group(3), failure));
    }
}
