package io.xfrmgate.agent.config.syntax;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * One command of a mode.
 *
 * @param <T> what the mode's commands fill
 */
public final class Command<T> {

    /** What a command does with a line that matched. */
    @FunctionalInterface
    public interface Action<T> {
        void run(T target, Match match, Findings findings);
    }

    /** Finds or makes what the commands of an inner mode fill. */
    @FunctionalInterface
    public interface Opener<T, S> {
        S open(T target, Match match, Findings findings);
    }

    /** What remains of a mode change when its types are of no matter any more. */
    @FunctionalInterface
    interface FrameOpener<T> {
        Frame<?> open(T target, Match match, Findings findings);
    }

    private final Syntax syntax;
    private final Action<T> action;
    private final Optional<FrameOpener<T>> opener;
    private final Optional<Supplier<Frame<?>>> scratch;

    private Command(
            Syntax syntax, Action<T> action, Optional<FrameOpener<T>> opener, Optional<Supplier<Frame<?>>> scratch) {
        this.syntax = syntax;
        this.action = action;
        this.opener = opener;
        this.scratch = scratch;
    }

    static <T> Command<T> of(Syntax syntax, Action<T> action) {
        return new Command<>(syntax, action, Optional.empty(), Optional.empty());
    }

    /** A command that enters a mode. {@code scratch} takes that mode's lines where this one was wrong. */
    static <T, S> Command<T> opening(Syntax syntax, Mode<S> mode, Opener<T, S> opener, Supplier<S> scratch) {
        FrameOpener<T> frames =
                (target, match, findings) -> new Frame<>(mode, opener.open(target, match, findings), match.at());
        return new Command<>(
                syntax,
                (target, match, findings) -> {},
                Optional.of(frames),
                Optional.of(() -> new Frame<>(mode, scratch.get(), Position.START)));
    }

    /** A command of which we know that its mode is not for us: the mode is left out up to its {@code exit}. */
    static <T> Command<T> skipping(Syntax syntax, Action<T> action) {
        return new Command<>(
                syntax,
                action,
                Optional.of((target, match, findings) -> Frame.skipping(match.at())),
                Optional.of(() -> Frame.skipping(Position.START)));
    }

    Syntax syntax() {
        return syntax;
    }

    Action<T> action() {
        return action;
    }

    Optional<FrameOpener<T>> opener() {
        return opener;
    }

    Optional<Supplier<Frame<?>>> scratch() {
        return scratch;
    }

    /** As the manual writes it. */
    public String manual() {
        return SyntaxText.manual(syntax);
    }

    /** Every keyword in it. */
    public Set<String> keywords() {
        Set<String> words = new TreeSet<>();
        SyntaxText.collectKeywords(syntax, words);
        return words;
    }

    @Override
    public String toString() {
        return manual();
    }
}
