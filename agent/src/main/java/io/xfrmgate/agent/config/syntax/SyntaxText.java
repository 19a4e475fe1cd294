package io.xfrmgate.agent.config.syntax;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Syntax as the manual prints it. */
final class SyntaxText {
    private SyntaxText() {}

    static String manual(Syntax syntax) {
        return switch (syntax) {
            case Syntax.Keyword keyword -> keyword.word();
            case Syntax.Parameter parameter -> parameter.label().toUpperCase(Locale.ROOT);
            case Syntax.Sequence(List<Syntax> items) ->
                items.stream().map(SyntaxText::manual).collect(Collectors.joining(" "));
            case Syntax.Choice choice -> "{ " + alternatives(choice) + " }";
            case Syntax.Maybe(Syntax.Repeat(Syntax item)) -> "[ " + inner(item) + " ]...";
            case Syntax.Maybe(Syntax item) -> "[ " + inner(item) + " ]";
            case Syntax.Repeat(Syntax.Sequence sequence) -> "{ " + manual(sequence) + " }...";
            case Syntax.Repeat(Syntax item) -> manual(item) + "...";
        };
    }

    /** The words and values up to the first place where there is a choice. */
    static String head(Syntax syntax) {
        return switch (syntax) {
            case Syntax.Keyword keyword -> keyword.word();
            case Syntax.Sequence(List<Syntax> items) ->
                items.stream()
                        .takeWhile(i -> i instanceof Syntax.Keyword)
                        .map(SyntaxText::manual)
                        .collect(Collectors.joining(" "));
            default -> "";
        };
    }

    static void collectKeywords(Syntax syntax, Set<String> words) {
        switch (syntax) {
            case Syntax.Keyword keyword -> words.add(keyword.word());
            case Syntax.Parameter parameter -> words.addAll(parameter.type().words());
            case Syntax.Sequence(List<Syntax> items) -> items.forEach(i -> collectKeywords(i, words));
            case Syntax.Choice(List<Syntax> items) -> items.forEach(i -> collectKeywords(i, words));
            case Syntax.Maybe(Syntax item) -> collectKeywords(item, words);
            case Syntax.Repeat(Syntax item) -> collectKeywords(item, words);
        }
    }

    private static String inner(Syntax item) {
        return item instanceof Syntax.Choice choice ? alternatives(choice) : manual(item);
    }

    private static String alternatives(Syntax.Choice choice) {
        return choice.items().stream().map(SyntaxText::manual).collect(Collectors.joining(" | "));
    }
}
