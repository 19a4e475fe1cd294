package io.xfrmgate.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/events.md} names every event that the source can log with its keys, and no event that it can not. */
final class EventsDocumentTest {
    /** What begins a line, with the names that it is given. */
    private static final Pattern CALL =
            Pattern.compile("(?:LogLine\\.event|\\bike|\\bchild|\\bcomplain)\\( ?([^;]{0,160}?)\\)");

    private static final Pattern NAME = Pattern.compile("\"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\"");
    private static final Pattern DOCUMENTED = Pattern.compile("`([a-z][a-z0-9]*(?:-[a-z0-9]+)*)`");

    @Test
    void isComplete() throws IOException {
        assertThat(documented()).containsExactlyInAnyOrderElementsOf(logged());
    }

    /** Keys of all events of a kind, which the document's text names. */
    private static final Set<String> COMMON = Set.of(
            "config",
            "peer",
            "local",
            "remote",
            "spi",
            "child",
            "spi_in",
            "spi_out",
            "reqid",
            "ts_local",
            "ts_remote",
            "error");

    private static final Pattern LINE =
            Pattern.compile("(?:LogLine\\.event|\\bike|\\bchild)\\( ?\"([a-z0-9-]+)\"[^;]*;");
    private static final Pattern KEY = Pattern.compile("\\.add\\( ?\"([a-z0-9_]+)\"");
    private static final Pattern DOCUMENTED_KEY = Pattern.compile("`([a-z][a-z0-9_]*)`");

    @Test
    void tellsTheKeys() throws IOException {
        String text = Files.readString(Path.of("../docs/events.md"));
        assertThat(COMMON).allMatch(key -> text.contains("`" + key + "`"));
        Map<String, Set<String>> documented = new TreeMap<>();
        text.lines().filter(line -> line.startsWith("| `")).forEach(line -> {
            Set<String> keys = new TreeSet<>();
            DOCUMENTED_KEY.matcher(line).results().forEach(key -> keys.add(key.group(1)));
            DOCUMENTED
                    .matcher(line.substring(2, line.indexOf('|', 2)))
                    .results()
                    .forEach(name -> documented.put(name.group(1), keys));
        });
        Map<String, Set<String>> missing = new TreeMap<>();
        int[] seen = {0};
        sources(source -> {
            Matcher line = LINE.matcher(source);
            while (line.find()) {
                Set<String> known = documented.getOrDefault(line.group(1), Set.of());
                KEY.matcher(line.group()).results().map(key -> key.group(1)).forEach(key -> {
                    seen[0]++;
                    if (!known.contains(key) && !COMMON.contains(key)) {
                        missing.computeIfAbsent(line.group(1), _ -> new TreeSet<>())
                                .add(key);
                    }
                });
            }
        });
        assertThat(missing).isEmpty();
        assertThat(seen[0]).as("keys that were found at all").isGreaterThan(100);
    }

    private static void sources(Consumer<String> each) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> each.accept(read(file)));
        }
    }

    private static Set<String> logged() throws IOException {
        Set<String> names = new TreeSet<>();
        sources(source -> addTo(names, source));
        return names;
    }

    private static void addTo(Set<String> names, String source) {
        Matcher call = CALL.matcher(source);
        while (call.find()) {
            NAME.matcher(call.group(1)).results().forEach(name -> names.add(name.group(1)));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).replaceAll("\\s+", " ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first column of the tables. */
    private static Set<String> documented() throws IOException {
        Set<String> names = new TreeSet<>();
        Files.readAllLines(Path.of("../docs/events.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(2, line.indexOf('|', 2)))
                .forEach(column -> DOCUMENTED.matcher(column).results().forEach(name -> names.add(name.group(1))));
        return names;
    }
}
