package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.ike.config.ChangeEffect;
import io.xfrmgate.ike.config.PeerChange;
import io.xfrmgate.ike.config.PeerConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What changes from one configuration to another: the lines of each object, and what that does to each template and map.
 * No secret is in it; where only a secret differs, both lines say {@code <hidden>}.
 *
 * @param objects those that differ
 * @param tunnels templates and maps on which something changes
 * @param afterRestart settings that a running daemon takes only when it starts again
 */
public record ConfigDifference(
        List<ObjectDifference> objects, List<TunnelDifference> tunnels, List<String> afterRestart) {
    public ConfigDifference {
        objects = List.copyOf(objects);
        tunnels = List.copyOf(tunnels);
        afterRestart = List.copyOf(afterRestart);
    }

    /**
     * One object.
     *
     * @param path the modes down to it, each by the line that enters it
     * @param added whether it is new as a whole
     * @param removed whether it is removed as a whole
     * @param lines of it, {@code - } before what goes and {@code + } before what comes
     */
    public record ObjectDifference(List<String> path, boolean added, boolean removed, List<String> lines) {
        public ObjectDifference {
            path = List.copyOf(path);
            lines = List.copyOf(lines);
        }
    }

    /** What becomes of the tunnels of a template or map. */
    public enum Fate {
        /** There are none yet. */
        ADDED,
        /** They end. */
        REMOVED,
        /** What changed holds at once, and no SA notices. */
        AT_ONCE,
        /** What changed holds from the next negotiation or rekey on. */
        NEXT_NEGOTIATION,
        /** Those end that are not allowed any more; the others stay. */
        RESTART_UNFIT,
        /** They end and are set up anew. */
        RESTART;

        static Fate of(ChangeEffect effect) {
            return switch (effect) {
                case NONE, AT_ONCE -> AT_ONCE;
                case NEXT_NEGOTIATION -> NEXT_NEGOTIATION;
                case RESTART_UNFIT -> RESTART_UNFIT;
                case RESTART -> RESTART;
            };
        }

        /** A few words for the operator. */
        public String text() {
            return switch (this) {
                case ADDED -> "new";
                case REMOVED -> "removed: its tunnels end";
                case AT_ONCE -> "in effect at once: no tunnel notices";
                case NEXT_NEGOTIATION -> "in effect with the next negotiation or rekey: no tunnel notices";
                case RESTART_UNFIT -> "tunnels that it does not allow any more end: the others stay";
                case RESTART -> "its tunnels are set up anew";
            };
        }
    }

    /**
     * A template or map.
     *
     * @param name as logs and metrics know it
     * @param fields what differs, in the words of the daemon
     */
    public record TunnelDifference(String name, Fate fate, List<String> fields) {
        public TunnelDifference {
            fields = List.copyOf(fields);
        }
    }

    /** Compares two. */
    public static ConfigDifference between(GatewayConfig before, GatewayConfig after) {
        return new ConfigDifference(
                objects(before.model(), after.model()), tunnels(before, after), afterRestart(before, after));
    }

    /** Whether nothing changes. */
    public boolean isEmpty() {
        return objects.isEmpty() && tunnels.isEmpty() && afterRestart.isEmpty();
    }

    // ---- objects ---------------------------------------------------------------------------------------------------

    private static List<ObjectDifference> objects(ConfigModel before, ConfigModel after) {
        HiddenSecrets secrets = new HiddenSecrets();
        Map<List<String>, List<String>> old = split(ConfigPrinter.print(before, secrets::mark));
        Map<List<String>, List<String>> fresh = split(ConfigPrinter.print(after, secrets::mark));
        Set<List<String>> paths = new LinkedHashSet<>(old.keySet());
        paths.addAll(fresh.keySet());
        List<ObjectDifference> differences = new ArrayList<>();
        for (List<String> path : paths) {
            List<String> was = old.getOrDefault(path, List.of());
            List<String> is = fresh.getOrDefault(path, List.of());
            boolean added = !old.containsKey(path);
            boolean removed = !fresh.containsKey(path);
            if (added || removed || !was.equals(is)) {
                List<String> lines =
                        lines(was, is).stream().map(HiddenSecrets::show).toList();
                differences.add(new ObjectDifference(path, added, removed, lines));
            }
        }
        return differences;
    }

    /** Objects with their lines: of a context each object apart, of all else each mode of the top level. */
    private static Map<List<String>, List<String>> split(String printed) {
        Map<List<String>, List<String>> objects = new LinkedHashMap<>();
        List<String> path = List.of();
        for (String line : printed.lines().toList()) {
            String words = line.strip();
            int depth = (line.length() - line.stripLeading().length()) / 2;
            boolean inContext = !path.isEmpty() && path.getFirst().startsWith("context ");
            if (words.equals("exit") || words.equals("end") || depth == 0) {
                continue;
            }
            if (depth == 1 || depth == 2 && inContext) {
                path = depth == 1 ? List.of(words) : List.of(path.getFirst(), words);
                objects.putIfAbsent(path, new ArrayList<>());
            } else {
                int own = path.size() + 1;
                objects.computeIfAbsent(path, p -> new ArrayList<>()).add("  ".repeat(depth - own) + words);
            }
        }
        return objects;
    }

    private static List<String> lines(List<String> before, List<String> after) {
        List<String> gone = minus(before, after);
        List<String> come = minus(after, before);
        if (gone.isEmpty() && come.isEmpty()) {
            gone = before; // only their order differs
            come = after;
        }
        List<String> lines = new ArrayList<>();
        gone.forEach(line -> lines.add("- " + line));
        come.forEach(line -> lines.add("+ " + line));
        return lines;
    }

    private static List<String> minus(List<String> lines, List<String> others) {
        Map<String, Integer> counts = new HashMap<>();
        others.forEach(line -> counts.merge(line, 1, Integer::sum));
        return lines.stream()
                .filter(line -> counts.merge(line, -1, Integer::sum) < 0)
                .toList();
    }

    // ---- tunnels ---------------------------------------------------------------------------------------------------

    private static List<TunnelDifference> tunnels(GatewayConfig before, GatewayConfig after) {
        Map<String, PeerConfig> fresh = new LinkedHashMap<>();
        after.peers().forEach(peer -> fresh.put(peer.name(), peer));
        List<TunnelDifference> differences = new ArrayList<>();
        for (PeerConfig old : before.peers()) {
            Optional<PeerConfig> now = Optional.ofNullable(fresh.remove(old.name()));
            if (now.isEmpty()) {
                differences.add(new TunnelDifference(old.name(), Fate.REMOVED, List.of()));
            } else if (!before.placement()
                    .namespaceOf(old.name())
                    .equals(after.placement().namespaceOf(old.name()))) {
                differences.add(new TunnelDifference(old.name(), Fate.RESTART, List.of("netns")));
            } else if (!old.equals(now.get())) {
                differences.add(changed(PeerChange.between(old, now.get())));
            }
        }
        fresh.keySet().forEach(name -> differences.add(new TunnelDifference(name, Fate.ADDED, List.of())));
        return differences;
    }

    private static TunnelDifference changed(PeerChange change) {
        List<String> fields = new ArrayList<>();
        change.fields().forEach(field -> fields.add(words(field)));
        change.children()
                .forEach(child -> fields.add(child.name()
                        + (child.before().isEmpty()
                                ? " (new)"
                                : child.after().isEmpty()
                                        ? " (removed)"
                                        : ": "
                                                + String.join(
                                                        ", ",
                                                        child.fields().stream()
                                                                .map(ConfigDifference::words)
                                                                .toList()))));
        return new TunnelDifference(change.after().name(), Fate.of(change.effect()), fields);
    }

    /** {@code remoteSelectors} as {@code remote selectors}. */
    private static String words(String field) {
        return field.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    private static List<String> afterRestart(GatewayConfig before, GatewayConfig after) {
        List<String> settings = new ArrayList<>();
        if (before.settings().shards() != after.settings().shards()) {
            settings.add("shards");
        }
        if (!before.settings().metrics().equals(after.settings().metrics())) {
            settings.add("metrics");
        }
        return settings;
    }

    // ---- as text ---------------------------------------------------------------------------------------------------

    /** Lines for the operator. */
    public List<String> render() {
        return render(tunnel -> List.of());
    }

    /**
     * Lines for the operator.
     *
     * @param beneath more of them beneath the line of a template or map
     */
    public List<String> render(Function<String, List<String>> beneath) {
        List<String> text = new ArrayList<>();
        for (ObjectDifference object : objects) {
            String sign = object.added() ? "+ " : object.removed() ? "- " : "  ";
            for (int i = 0; i < object.path().size(); i++) {
                boolean last = i == object.path().size() - 1;
                text.add((last ? sign : "  ") + "  ".repeat(i) + object.path().get(i));
            }
            String indent = "  ".repeat(object.path().size());
            object.lines().forEach(line -> text.add(line.substring(0, 2) + indent + line.substring(2)));
        }
        if (!tunnels.isEmpty()) {
            text.add("");
        }
        for (TunnelDifference tunnel : tunnels) {
            String what = tunnel.fields().isEmpty() ? "" : " (" + String.join("; ", tunnel.fields()) + ")";
            text.add(tunnel.name() + ": " + tunnel.fate().text() + what);
            text.addAll(beneath.apply(tunnel.name()));
        }
        afterRestart.forEach(setting -> text.add(setting + ": in effect when the daemon starts again"));
        return text;
    }
}
