package io.xfrmgate.ike.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened: nothing of it, a number that two equal runs share, or all of it as text. */
public final class Trace {
    private static final int TAIL = 100_000;

    private final SimClock clock;
    private final Detail detail;
    private final List<String> lines = new ArrayList<>();
    private long hash;

    /** How much is kept. */
    public enum Detail {
        NONE,
        HASH,
        TEXT
    }

    Trace(SimClock clock, Detail detail) {
        this.clock = clock;
        this.detail = detail;
    }

    boolean isOn() {
        return detail != Detail.NONE;
    }

    boolean isText() {
        return detail == Detail.TEXT;
    }

    /** Adds a line; {@code text} must be the same in every run with the same seed. */
    void line(String who, Supplier<String> text) {
        if (detail == Detail.NONE) {
            return;
        }
        String line = who + " " + text.get();
        hash = (hash + clock.millis()) * 0x9E37_79B9_7F4A_7C15L + line.hashCode();
        hash ^= hash >>> 29;
        if (detail == Detail.TEXT && lines.size() < TAIL) {
            lines.add(clock.millis() + " " + line);
        }
    }

    /** Adds to the text only. */
    void note(String who, Supplier<String> text) {
        if (detail == Detail.TEXT && lines.size() < TAIL) {
            lines.add(clock.millis() + " " + who + " " + text.get());
        }
    }

    public long hash() {
        return hash;
    }

    public List<String> lines() {
        return lines;
    }
}
