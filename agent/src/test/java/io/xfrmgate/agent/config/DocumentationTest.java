package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.config.grammar.Grammar;
import io.xfrmgate.agent.config.syntax.Command;
import io.xfrmgate.agent.config.syntax.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@code docs/configuration.md} names every mode, command and keyword, and no command that is not there. */
class DocumentationTest {
    private static final Path DOCUMENT = Path.of("../docs/configuration.md");
    /** Rules of access lists are described in words: their syntax is too long to be read. */
    private static final int MAX_SYNTAX = 200;

    @TestFactory
    Stream<DynamicTest> everyModeIsDescribed() throws IOException {
        String document = Files.readString(DOCUMENT);
        return Grammar.modes().stream()
                .map(mode -> DynamicTest.dynamicTest(mode.title(), () -> isDescribed(mode, document)));
    }

    @TestFactory
    Stream<DynamicTest> everySyntaxInTheDocumentIsThatOfACommand() throws IOException {
        Set<String> commands = Grammar.modes().stream()
                .flatMap(mode -> mode.commands().stream())
                .map(Command::manual)
                .collect(Collectors.toSet());
        return blocks(Files.readString(DOCUMENT)).stream()
                .filter(line -> !line.contains("permit"))
                .map(line ->
                        DynamicTest.dynamicTest(line, () -> assertThat(commands).contains(line)));
    }

    private static void isDescribed(Mode<?> mode, String document) {
        assertThat(document.toLowerCase(Locale.ROOT)).contains(mode.title());
        for (Command<?> command : mode.commands()) {
            if (command.manual().length() < MAX_SYNTAX) {
                assertThat(document).contains(command.manual());
            }
            for (String keyword : command.keywords()) {
                assertThat(document)
                        .as("%s in %s", keyword, command)
                        .containsPattern("(?<![\\w-])" + keyword + "(?![\\w-])");
            }
        }
    }

    private static List<String> blocks(String document) {
        String[] parts = document.split("```\n?", -1);
        return Stream.iterate(1, i -> i < parts.length, i -> i + 2)
                .flatMap(i -> parts[i].lines())
                .toList();
    }
}
