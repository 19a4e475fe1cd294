package io.xfrmgate.agent.config.syntax;

import java.util.List;

/** What a command line may look like. */
sealed interface Syntax {

    /** A word that matches one token. */
    sealed interface Terminal extends Syntax {
        /** By which a {@link Match} knows it. */
        String label();
    }

    /** Exactly this word, or an abbreviation of it. */
    record Keyword(String label, String word) implements Terminal {}

    /** A value. */
    record Parameter(String label, ParameterType<?> type) implements Terminal {}

    /** One after the other. */
    record Sequence(List<Syntax> items) implements Syntax {}

    /** One of them. */
    record Choice(List<Syntax> items) implements Syntax {}

    /** It, or nothing. */
    record Maybe(Syntax item) implements Syntax {}

    /** Once or more. */
    record Repeat(Syntax item) implements Syntax {}
}
