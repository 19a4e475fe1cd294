package io.xfrmgate.agent.config.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Runs a file line by line through the modes. {@code exit} leaves a mode, {@code end} leaves all. One line gives one error
 * at most, and a wrong line does not make the lines after it wrong: a mode whose opening line is wrong is still read, and
 * an {@code exit} that was forgotten is reported once.
 */
public final class Interpreter {
    private final SourceText source;
    private final Findings findings;
    private final Deque<Frame<?>> frames = new ArrayDeque<>();
    /** The mode that was left last at each depth, within those that are open. */
    private final Map<Integer, Frame<?>> left = new HashMap<>();

    private boolean secretMayFollow;

    private <T> Interpreter(Mode<T> top, T target, SourceText source, Findings findings) {
        this.source = source;
        this.findings = findings;
        frames.push(new Frame<>(top, target, Position.START));
    }

    /** Reads the whole text; what its commands say goes to {@code target}. */
    public static <T> void run(Mode<T> top, T target, SourceText source, Findings findings) {
        Interpreter interpreter = new Interpreter(top, target, source, findings);
        for (int number = 1; number <= source.lineCount(); number = source.lastLine(number) + 1) {
            Line line = source.line(number);
            if (!line.tokens().isEmpty()) {
                interpreter.line(line);
            }
        }
        interpreter.endOfFile();
    }

    private void line(Line line) {
        int errors = findings.errors();
        List<Position> open = frames.stream().map(Frame::openedAt).toList();
        interpret(line);
        if (findings.errors() > errors) {
            open.forEach(findings::markIncomplete);
        }
    }

    private void interpret(Line line) {
        if (line.unterminated() >= 0) {
            unterminated(line);
            return;
        }
        Token first = line.tokens().getFirst();
        boolean alone = line.tokens().size() == 1 && !first.isQuoted();
        if (alone && first.lowerCase().equals("exit")) {
            exit(first);
        } else if (alone && first.lowerCase().equals("end")) {
            while (frames.size() > 1) {
                leave();
            }
        } else if (!frame().isSkipping()) {
            command(frame(), line);
        }
    }

    private void exit(Token token) {
        if (frames.size() > 1) {
            leave();
        } else {
            findings.warning(token.at(), "there is no mode to leave here", "remove this line");
        }
    }

    private void leave() {
        left.put(frames.size(), frame());
        frames.pop();
    }

    private void enter(Frame<?> frame) {
        frames.push(frame);
        left.keySet().removeIf(depth -> depth > frames.size());
    }

    private Frame<?> frame() {
        return frames.getFirst();
    }

    private <T> void command(Frame<T> frame, Line line) {
        switch (frame.match(line)) {
            case Matching.Matched<T> matched -> run(frame, matched);
            case Matching.Failed<T> failed -> {
                if (failed.index() == 0 && leftOpen(line) || leftTooEarly(line)) {
                    return;
                }
                report(line, failed);
                frame.scratch(failed).ifPresent(this::enter);
            }
        }
    }

    private <T> void run(Frame<T> frame, Matching.Matched<T> matched) {
        for (Match.Capture capture : matched.match().captures()) {
            if (Matching.isSecret(capture)) {
                source.hide(capture.token());
            }
        }
        secretMayFollow = false;
        frame.run(matched, findings);
        frame.entered(matched, findings).ifPresent(this::enter);
    }

    /** If an enclosing mode has the command, an {@code exit} is missing: says so, and goes on there. */
    private boolean leftOpen(Line line) {
        Iterator<Frame<?>> enclosing = frames.iterator();
        Frame<?> inner = enclosing.next();
        int depth = 0;
        while (enclosing.hasNext()) {
            depth++;
            Frame<?> outer = enclosing.next();
            if (outer.match(line) instanceof Matching.Matched<?>) {
                Token first = line.tokens().getFirst();
                findings.error(
                        first.at(),
                        shown(first) + " is not a command of " + inner.mode().title() + ", but of "
                                + outer.mode().title(),
                        depth == 1 ? "exit before it" : "exit, " + depth + " times, before it",
                        "write exit on a line of its own above this one" + (depth == 1 ? "" : ", " + depth + " times"));
                for (int i = 0; i < depth; i++) {
                    leave();
                }
                command(frame(), line);
                return true;
            }
        }
        return false;
    }

    /** If the mode left last has the command, an {@code exit} is one too many, as in some samples of StarOS's manuals: goes on there. */
    private boolean leftTooEarly(Line line) {
        Frame<?> early = left.get(frames.size() + 1);
        if (early == null || early.isSkipping() || !(early.match(line) instanceof Matching.Matched<?>)) {
            return false;
        }
        Token first = line.tokens().getFirst();
        findings.warning(
                first.at(),
                "the exit before this line is one too many: this is a command of "
                        + early.mode().title() + ", which line "
                        + early.openedAt().line()
                        + " entered, and is taken for that",
                "remove the exit, or enter the mode again above this line");
        enter(early);
        command(frame(), line);
        return true;
    }

    private <T> void report(Line line, Matching.Failed<T> failed) {
        List<Token> tokens = line.tokens();
        failed.secrets().forEach(source::hide);
        if (secretMayFollow && failed.index() == 0) {
            tokens.forEach(source::hide);
        } else {
            SecretMask.apply(source, tokens, failed.index(), failed.nearMiss());
        }
        boolean tooShort = failed.index() == tokens.size();
        secretMayFollow = tooShort && SecretMask.promisesSecret(tokens);
        Position at = tooShort ? line.afterEnd() : tokens.get(failed.index()).at();
        Matching.Problem problem = failed.problem();
        String message =
                problem.quoteToken() ? shown(tokens.get(failed.index())) + " " + problem.message() : problem.message();
        findings.error(at, message, problem.expected(), problem.fix());
    }

    private void unterminated(Line line) {
        List<Token> tokens = new ArrayList<>(line.tokens());
        Token open = tokens.get(line.unterminated());
        tokens.forEach(source::hide);
        secretMayFollow = true;
        findings.error(
                new Position(open.at().line(), open.at().column(), open.at().length()),
                "the string that begins here does not end on its line",
                "a closing quotation mark",
                "write \" at the end of the string; a quotation mark within it is written \\\"");
    }

    private String shown(Token token) {
        return source.isHidden(token) ? "a word that is hidden, for it may be a secret," : quote(token.text());
    }

    private static String quote(String text) {
        return "\"" + SourceText.clean(text.length() > 60 ? text.substring(0, 60) + "..." : text) + "\"";
    }

    private void endOfFile() {
        if (frames.size() > 1 && !frame().openedAt().equals(Position.START)) {
            findings.warning(
                    frame().openedAt(),
                    "the file ends inside " + frame().mode().title() + ", which begins here",
                    "write end as the last line, so that a file cut short can be told from a whole one");
        }
    }
}
