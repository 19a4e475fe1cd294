package io.xfrmgate.agent.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** StarOS's words for one object of the configuration, {@code [tag | name] NAME}, or all of them, {@code summary}. */
final class NameWords {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "[summary | [tag] NAME]",
            hideParamSyntax = true,
            description = "One of them, as configured. Default: all.")
    private List<String> words = List.of();

    /** The one that is asked for. */
    Optional<String> name() {
        if (words.equals(List.of("summary"))) {
            return Optional.empty();
        }
        boolean tagged = words.size() > 1 && List.of("tag", "name").contains(words.getFirst());
        List<String> names = tagged ? words.subList(1, words.size()) : words;
        if (names.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(), "one name is expected, not " + String.join(" ", words) + "; or 'summary'");
        }
        return names.stream().findFirst();
    }
}
