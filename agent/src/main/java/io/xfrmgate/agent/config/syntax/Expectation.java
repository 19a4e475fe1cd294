package io.xfrmgate.agent.config.syntax;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What could stand at a place, and how to say that something else stands there. */
final class Expectation {
    private static final int MAX_NAMED = 30;

    private final List<Syntax.Terminal> terminals;
    private final Set<String> keywords = new LinkedHashSet<>();
    private final Set<String> words = new LinkedHashSet<>();

    Expectation(List<Syntax.Terminal> terminals) {
        this.terminals = terminals;
        for (Syntax.Terminal terminal : terminals) {
            switch (terminal) {
                case Syntax.Keyword keyword -> keywords.add(keyword.word());
                case Syntax.Parameter parameter -> words.addAll(parameter.type().words());
            }
        }
        words.addAll(keywords);
    }

    boolean isNearMiss(Token token) {
        return Suggestion.nearest(token.text(), words).isPresent();
    }

    Matching.Problem unexpected(Token token, String modeTitle, int index, List<String> manuals) {
        List<String> candidates = keywords.stream()
                .filter(w -> !token.text().isEmpty() && w.startsWith(token.lowerCase()))
                .toList();
        if (terminals.isEmpty()) {
            return new Matching.Problem(
                    true, "is too much: the command ends before it", "the end of the line", usage(manuals));
        }
        String message;
        if (candidates.size() > 1 && !token.isQuoted()) {
            message = "can mean several things: " + list(candidates);
        } else if (terminals.size() == 1 && terminals.getFirst() instanceof Syntax.Parameter(String label, var type)) {
            message = (type.read(token.text()) instanceof ParameterType.Refused<?>(String reason)
                            ? reason
                            : "is wrong here")
                    + " (" + label.toUpperCase(Locale.ROOT) + ")";
        } else {
            message = index == 0 ? "is not a command of " + modeTitle : "is not expected here";
        }
        String fix = Suggestion.nearest(token.text(), words)
                .map(word -> "did you mean " + word + "?")
                .orElseGet(() -> candidates.size() > 1 ? "write the word in full" : usage(manuals));
        return new Matching.Problem(true, message, named(), fix);
    }

    Matching.Problem tooShort(List<String> manuals) {
        return new Matching.Problem(false, "the line ends too early", named(), usage(manuals));
    }

    private static String usage(List<String> manuals) {
        return manuals.isEmpty()
                ? "see docs/configuration.md for the commands of each mode"
                : "the command is: " + String.join("   or: ", manuals.subList(0, Math.min(3, manuals.size())));
    }

    private String named() {
        Set<String> names = new LinkedHashSet<>();
        for (Syntax.Terminal terminal : terminals) {
            names.add(
                    switch (terminal) {
                        case Syntax.Keyword keyword -> keyword.word();
                        case Syntax.Parameter parameter -> parameter.type().expected();
                    });
        }
        return list(new ArrayList<>(names));
    }

    /** {@code a, b or c}. */
    private static String list(List<String> names) {
        if (names.size() > MAX_NAMED) {
            return String.join(", ", names.subList(0, MAX_NAMED)) + " ...";
        }
        return names.size() == 1
                ? names.getFirst()
                : String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
    }
}
