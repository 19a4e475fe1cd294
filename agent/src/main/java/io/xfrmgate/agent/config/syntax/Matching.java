package io.xfrmgate.agent.config.syntax;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a line fits a mode. All commands are followed at once, token by token. An exact keyword goes before a value, a value
 * before an abbreviation, and an abbreviation must leave one keyword only.
 */
sealed interface Matching<T> {

    /** One command fits. */
    record Matched<T>(Command<T> command, Match match) implements Matching<T> {}

    /**
     * None does.
     *
     * @param index of the token that no command takes; the number of tokens if the line ends too early
     * @param problem what to say
     * @param nearMiss whether that token is a slip of a keyword that could stand there
     * @param meant the command that was followed so far, where there is one only
     * @param secrets tokens that some command took for a secret
     */
    record Failed<T>(int index, Problem problem, boolean nearMiss, Optional<Command<T>> meant, List<Token> secrets)
            implements Matching<T> {}

    /** What to say; {@code quoteToken} where the message begins with the token itself. */
    record Problem(boolean quoteToken, String message, String expected, String fix) {}

    /** A terminal that can come next, and what comes then. */
    record Edge<T>(Command<T> command, Syntax.Terminal terminal, Chain<Syntax> rest, Chain<Match.Capture> captures) {}

    /** A command as far as it was followed. */
    record Thread<T>(Command<T> command, Chain<Syntax> rest, Chain<Match.Capture> captures) {}

    static <T> List<Edge<T>> entries(List<Command<T>> commands) {
        List<Edge<T>> edges = new ArrayList<>();
        for (Command<T> command : commands) {
            expand(new Thread<>(command, Chain.<Syntax>empty().push(command.syntax()), Chain.empty()), edges);
        }
        return List.copyOf(edges);
    }

    static <T> Matching<T> of(Mode<T> mode, Line line) {
        List<Edge<T>> edges = mode.entries();
        List<Thread<T>> threads = List.of();
        List<Token> tokens = line.tokens();
        for (int i = 0; i < tokens.size(); i++) {
            List<Thread<T>> following = step(edges, tokens.get(i));
            if (following.isEmpty()) {
                Expectation expectation = new Expectation(terminals(edges));
                Problem problem = expectation.unexpected(tokens.get(i), mode.title(), i, manuals(threads));
                return new Failed<>(
                        i,
                        problem,
                        expectation.isNearMiss(tokens.get(i)),
                        theOnly(threads.isEmpty() ? commandsNear(edges, tokens.get(i)) : commands(threads)),
                        secrets(threads));
            }
            threads = following;
            edges = new ArrayList<>();
            for (Thread<T> thread : threads) {
                expand(thread, edges);
            }
        }
        for (Thread<T> thread : threads) {
            if (expand(thread, new ArrayList<>())) {
                return new Matched<>(
                        thread.command(),
                        new Match(tokens.getFirst().at(), thread.captures().fromBottom()));
            }
        }
        Problem problem = new Expectation(terminals(edges)).tooShort(manuals(threads));
        return new Failed<>(tokens.size(), problem, false, theOnly(commands(threads)), secrets(threads));
    }

    private static <T> List<Thread<T>> step(List<Edge<T>> edges, Token token) {
        List<Thread<T>> exact = new ArrayList<>();
        List<Thread<T>> values = new ArrayList<>();
        List<Thread<T>> abbreviated = new ArrayList<>();
        Set<String> keywords = new LinkedHashSet<>();
        String lowerCase = token.lowerCase();
        for (Edge<T> edge : edges) {
            switch (edge.terminal()) {
                case Syntax.Keyword keyword -> {
                    if (token.isQuoted() || !keyword.word().startsWith(lowerCase)) {
                        continue;
                    }
                    boolean whole = keyword.word().length() == lowerCase.length();
                    (whole ? exact : abbreviated).add(taken(edge, token, keyword.word()));
                    keywords.add(keyword.word());
                }
                case Syntax.Parameter(String label, ParameterType<?> type) -> {
                    if (type.read(token.text()) instanceof ParameterType.Accepted<?>(Object value)) {
                        values.add(taken(edge, token, value));
                    }
                }
            }
        }
        if (!exact.isEmpty()) {
            return exact;
        }
        if (!values.isEmpty()) {
            return values;
        }
        return keywords.size() == 1 ? abbreviated : List.of();
    }

    private static <T> Thread<T> taken(Edge<T> edge, Token token, Object value) {
        return new Thread<>(
                edge.command(), edge.rest(), edge.captures().push(new Match.Capture(edge.terminal(), token, value)));
    }

    /** Adds what can come next; true if nothing needs to. */
    private static <T> boolean expand(Thread<T> thread, List<Edge<T>> out) {
        if (!(thread.rest() instanceof Chain.Link<Syntax>(Syntax head, Chain<Syntax> tail))) {
            return true;
        }
        switch (head) {
            case Syntax.Terminal terminal -> {
                out.add(new Edge<>(thread.command(), terminal, tail, thread.captures()));
                return false;
            }
            case Syntax.Sequence(List<Syntax> items) -> {
                Chain<Syntax> rest = tail;
                for (Syntax item : items.reversed()) {
                    rest = rest.push(item);
                }
                return expand(thread, rest, out);
            }
            case Syntax.Choice(List<Syntax> items) -> {
                boolean canEnd = false;
                for (Syntax item : items) {
                    canEnd |= expand(thread, tail.push(item), out);
                }
                return canEnd;
            }
            case Syntax.Maybe(Syntax item) -> {
                boolean canEnd = expand(thread, tail.push(item), out);
                return expand(thread, tail, out) || canEnd;
            }
            case Syntax.Repeat repeat -> {
                return expand(thread, tail.push(new Syntax.Maybe(repeat)).push(repeat.item()), out);
            }
        }
    }

    private static <T> boolean expand(Thread<T> thread, Chain<Syntax> rest, List<Edge<T>> out) {
        return expand(new Thread<>(thread.command(), rest, thread.captures()), out);
    }

    private static <T> List<Syntax.Terminal> terminals(List<Edge<T>> edges) {
        return edges.stream().map(Edge::terminal).distinct().toList();
    }

    private static <T> Set<Command<T>> commands(List<Thread<T>> threads) {
        Set<Command<T>> commands = new LinkedHashSet<>();
        threads.forEach(t -> commands.add(t.command()));
        return commands;
    }

    private static <T> Set<Command<T>> commandsNear(List<Edge<T>> edges, Token token) {
        Set<Command<T>> commands = new LinkedHashSet<>();
        for (Edge<T> edge : edges) {
            if (edge.terminal() instanceof Syntax.Keyword keyword
                    && Suggestion.isNear(token.lowerCase(), keyword.word())) {
                commands.add(edge.command());
            }
        }
        return commands;
    }

    private static <T> List<String> manuals(List<Thread<T>> threads) {
        return commands(threads).stream().map(Command::manual).toList();
    }

    /** The command, if all that were followed enter a mode; the first of them will do to read on. */
    private static <T> Optional<Command<T>> theOnly(Set<Command<T>> commands) {
        return commands.stream().allMatch(c -> c.scratch().isPresent())
                ? commands.stream().findFirst()
                : Optional.empty();
    }

    private static <T> List<Token> secrets(List<Thread<T>> threads) {
        List<Token> secrets = new ArrayList<>();
        for (Thread<T> thread : threads) {
            for (Match.Capture capture : thread.captures().fromBottom()) {
                if (isSecret(capture)) {
                    secrets.add(capture.token());
                }
            }
        }
        return secrets;
    }

    static boolean isSecret(Match.Capture capture) {
        return capture.terminal() instanceof Syntax.Parameter(String label, ParameterType<?> type) && type.isSecret();
    }
}
