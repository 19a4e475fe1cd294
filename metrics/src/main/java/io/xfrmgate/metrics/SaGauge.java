package io.xfrmgate.metrics;

import java.util.OptionalLong;
import java.util.function.Function;

/** The gauges of a tunnel or Child SA. */
enum SaGauge {
    UP(
            "up",
            "1 if traffic may pass, 0 while it is deleted or replaced, or is configured and not up.",
            row -> OptionalLong.of(row.up() ? 1 : 0)),
    LAST_USE("last_use_timestamp_seconds", "When a packet last passed, in seconds since 1970.", SaRow::lastUse),
    REKEY("rekey_remaining_seconds", "Time left until it is rekeyed.", SaRow::rekey),
    EXPIRY("expiry_remaining_seconds", "Time left until it ends.", SaRow::expiry);

    private final String word;
    private final String help;
    private final Function<SaRow, OptionalLong> value;

    SaGauge(String word, String help, Function<SaRow, OptionalLong> value) {
        this.word = word;
        this.help = help;
        this.value = value;
    }

    String exposedName() {
        return "xfrmgate_sa_" + word;
    }

    String help() {
        return help;
    }

    OptionalLong of(SaRow row) {
        return value.apply(row);
    }
}
