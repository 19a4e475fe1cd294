package io.xfrmgate.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/events.md} names every event that the source can log, and none that it can not. */
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

    private static Set<String> logged() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> addTo(names, read(file)));
        }
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
