package io.xfrmgate.ike.v2;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Child SAs that somebody asked to be up. When one goes down without anybody having asked for that, it is set up again,
 * after a wait that doubles with each failure; being up for a moment only is one, too.
 */
final class WantedChildren {
    private static final long FIRST_WAIT_MILLIS = 1_000;
    private static final long LONGEST_WAIT_MILLIS = 60_000;
    /** How long it must have been up for its end to be a first one. */
    private static final long STABLE_MILLIS = 10_000;

    private final Map<Key, Attempt> wanted = new LinkedHashMap<>();

    /** Which Child SA, by configured names. */
    record Key(String config, String child) {}

    private static final class Attempt {
        long retryAt = TimerTable.NEVER;
        long wait = FIRST_WAIT_MILLIS;
        long upAt = TimerTable.NEVER;
    }

    void want(Key key) {
        wanted.putIfAbsent(key, new Attempt());
    }

    void forgo(Key key) {
        wanted.remove(key);
    }

    /** Forgets all others. */
    void retain(Collection<Key> known) {
        wanted.keySet().retainAll(known);
    }

    void forgo(String config) {
        wanted.keySet().removeIf(key -> key.config().equals(config));
    }

    boolean isWanted(String config) {
        return wanted.keySet().stream().anyMatch(key -> key.config().equals(config));
    }

    void clear() {
        wanted.clear();
    }

    /** It is up. */
    void up(Key key, long now) {
        Attempt attempt = wanted.get(key);
        if (attempt != null) {
            attempt.retryAt = TimerTable.NEVER;
            attempt.upAt = now;
        }
    }

    /** One of the configuration's Child SAs, or its set-up, came to an end: look again after a while. */
    void down(String config, long now, long jitter) {
        wanted.forEach((key, attempt) -> {
            if (key.config().equals(config) && attempt.retryAt == TimerTable.NEVER) {
                if (attempt.upAt != TimerTable.NEVER && now - attempt.upAt >= STABLE_MILLIS) {
                    attempt.wait = FIRST_WAIT_MILLIS;
                }
                attempt.upAt = TimerTable.NEVER;
                attempt.retryAt = now + attempt.wait + jitter;
                attempt.wait = Math.min(LONGEST_WAIT_MILLIS, attempt.wait * 2);
            }
        });
    }

    long nextDeadline() {
        return wanted.values().stream().mapToLong(a -> a.retryAt).min().orElse(TimerTable.NEVER);
    }

    /** Those to be looked at now. */
    List<Key> due(long now) {
        List<Key> due = new ArrayList<>();
        Iterator<Map.Entry<Key, Attempt>> entries = wanted.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Key, Attempt> entry = entries.next();
            if (entry.getValue().retryAt <= now) {
                entry.getValue().retryAt = TimerTable.NEVER;
                due.add(entry.getKey());
            }
        }
        return due;
    }
}
