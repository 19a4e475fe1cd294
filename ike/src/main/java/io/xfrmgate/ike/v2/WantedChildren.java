package io.xfrmgate.ike.v2;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Child SAs that somebody asked to be up. When one goes down without anybody having asked for that, it is set up again,
 * after a wait that doubles with each failure; being up for a moment only is one, too.
 */
final class WantedChildren {
    private static final long FIRST_WAIT_MILLIS = 1_000;
    private static final long LONGEST_WAIT_MILLIS = 60_000;
    /** How long it must have been up for its end to be a first one. */
    private static final long STABLE_MILLIS = 10_000;

    private final Map<String, Map<Key, Attempt>> wanted = new HashMap<>();
    private final TreeMap<Due, Key> dues = new TreeMap<>();
    private long order;

    /** Which Child SA, by configured names. */
    record Key(String config, String child) {}

    /** @param order tells attempts of the same moment apart */
    private record Due(long at, long order) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private static final class Attempt {
        final long order;
        long retryAt = TimerTable.NEVER;
        long wait = FIRST_WAIT_MILLIS;
        long upAt = TimerTable.NEVER;

        Attempt(long order) {
            this.order = order;
        }

        Due due() {
            return new Due(retryAt, order);
        }
    }

    void want(Key key) {
        wanted.computeIfAbsent(key.config(), c -> new LinkedHashMap<>(2))
                .computeIfAbsent(key, k -> new Attempt(order++));
    }

    void forgo(Key key) {
        Map<Key, Attempt> ofConfig = wanted.getOrDefault(key.config(), Map.of());
        Attempt attempt = ofConfig.get(key);
        if (attempt != null) {
            dues.remove(attempt.due());
            ofConfig.remove(key);
            if (ofConfig.isEmpty()) {
                wanted.remove(key.config());
            }
        }
    }

    /** Forgets all others. */
    void retain(Collection<Key> known) {
        List<Key> all =
                wanted.values().stream().flatMap(c -> c.keySet().stream()).toList();
        all.stream().filter(key -> !known.contains(key)).forEach(this::forgo);
    }

    void forgo(String config) {
        List.copyOf(wanted.getOrDefault(config, Map.of()).keySet()).forEach(this::forgo);
    }

    boolean isWanted(String config) {
        return wanted.containsKey(config);
    }

    void clear() {
        wanted.clear();
        dues.clear();
    }

    /** It is up. */
    void up(Key key, long now) {
        Attempt attempt = wanted.getOrDefault(key.config(), Map.of()).get(key);
        if (attempt != null) {
            dues.remove(attempt.due());
            attempt.retryAt = TimerTable.NEVER;
            attempt.upAt = now;
        }
    }

    /** One of the configuration's Child SAs, or its set-up, came to an end: look again after a while. */
    void down(String config, long now, long jitter) {
        wanted.getOrDefault(config, Map.of()).forEach((key, attempt) -> {
            if (attempt.retryAt == TimerTable.NEVER) {
                if (attempt.upAt != TimerTable.NEVER && now - attempt.upAt >= STABLE_MILLIS) {
                    attempt.wait = FIRST_WAIT_MILLIS;
                }
                attempt.upAt = TimerTable.NEVER;
                attempt.retryAt = now + attempt.wait + jitter;
                attempt.wait = Math.min(LONGEST_WAIT_MILLIS, attempt.wait * 2);
                dues.put(attempt.due(), key);
            }
        });
    }

    long nextDeadline() {
        return dues.isEmpty() ? TimerTable.NEVER : dues.firstKey().at();
    }

    /** Those to be looked at now. */
    List<Key> due(long now) {
        List<Key> due = new ArrayList<>();
        while (!dues.isEmpty() && dues.firstKey().at() <= now) {
            Key key = dues.pollFirstEntry().getValue();
            Attempt attempt = wanted.getOrDefault(key.config(), Map.of()).get(key);
            if (attempt != null) {
                attempt.retryAt = TimerTable.NEVER;
                due.add(key);
            }
        }
        return due;
    }
}
