package io.xfrmgate.agent.log;

import java.util.Locale;

/** How lines look. */
public enum LogFormat {
    /** {@code event=ready shards=1}. */
    KEY_VALUE,
    /** <code>{"event":"ready","shards":1}</code>, an object a line. */
    JSON;

    /** As the configuration has it. */
    public String keyword() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
