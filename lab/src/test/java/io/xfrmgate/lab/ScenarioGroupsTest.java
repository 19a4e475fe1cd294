package io.xfrmgate.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No group of scenarios is forgotten: each has a class that runs it, or a target of make. What the README names is there. */
final class ScenarioGroupsTest {
    @Test
    void eachGroupHasItsTest() throws IOException {
        Path lab = Lab.directory();
        List<String> groups;
        try (Stream<Path> files = Files.list(lab.resolve("scenarios"))) {
            groups = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".sh"))
                    .map(name -> name.substring(0, name.length() - ".sh".length()))
                    .toList();
        }
        StringBuilder tests = new StringBuilder();
        try (Stream<Path> files = Files.list(lab.resolve("src/test/java/io/xfrmgate/lab"))) {
            for (Path file : files.filter(f -> f.toString().endsWith("IT.java")).toList()) {
                tests.append(Files.readString(file));
            }
        }
        String make = Files.readString(lab.resolve("../Makefile"));
        assertThat(groups).hasSizeGreaterThan(10).allSatisfy(group -> {
            String target = "make lab-" + group;
            if (Files.readString(lab.resolve("scenarios/" + group + ".sh")).contains("\n# run by: " + target + "\n")) {
                assertThat(make).contains("\nlab-" + group + ": ", "lab/bin/lab-run " + group + "\n");
            } else {
                assertThat(tests).contains("tests(\"" + group + "\")");
            }
        });
    }

    @Test
    void eachScenarioThatTheReadmeNamesIsThere() throws IOException {
        Path lab = Lab.directory();
        Map<String, Set<String>> named = new TreeMap<>();
        Pattern name = Pattern.compile("`([a-z-]+)/([a-z0-9-]+)`");
        name.matcher(Files.readString(lab.resolve("README.md")))
                .results()
                .filter(match -> !match.group(1).equals("scenarios"))
                .forEach(match -> named.computeIfAbsent(match.group(1), group -> new TreeSet<>())
                        .add(match.group(2)));
        assertThat(named).hasSizeGreaterThan(5);
        named.forEach((group, scenarios) -> assertThat(ScenarioGroup.scenarios(lab, group))
                .as("group %s", group)
                .containsAll(scenarios));
    }
}
