package io.xfrmgate.agent.config.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A table of commands.
 *
 * @param <T> what they fill
 */
public final class Mode<T> {
    /** Everything up to the next {@code exit} is passed over. */
    static final Mode<String> SKIPPED = new Builder<String>("a mode that was refused", Map.of()).build();

    private final String title;
    private final List<Command<T>> commands;
    private final List<Matching.Edge<T>> entries;

    private Mode(String title, List<Command<T>> commands) {
        this.title = title;
        this.commands = List.copyOf(commands);
        this.entries = Matching.entries(this.commands);
    }

    /** For example {@code crypto map mode}. */
    public String title() {
        return title;
    }

    public List<Command<T>> commands() {
        return commands;
    }

    List<Matching.Edge<T>> entries() {
        return entries;
    }

    @Override
    public String toString() {
        return title;
    }

    /** Makes a mode, command by command; the notation is that of the manuals, see {@link SyntaxReader}. */
    public static final class Builder<T> {
        private final String title;
        private final Map<String, ParameterType<?>> types;
        private final List<Command<T>> commands = new ArrayList<>();

        public Builder(String title, Map<String, ParameterType<?>> types) {
            this.title = title;
            this.types = types;
        }

        /** A command that sets something. */
        public Builder<T> command(String notation, Command.Action<? super T> action) {
            commands.add(Command.of(SyntaxReader.read(notation, types), action::run));
            return this;
        }

        /** A command that enters a mode. */
        public <S> Builder<T> opening(
                String notation, Mode<S> mode, Command.Opener<? super T, S> opener, Supplier<S> scratch) {
            commands.add(Command.opening(SyntaxReader.read(notation, types), mode, opener::open, scratch));
            return this;
        }

        /** A command that is right but that we do not do: an error with a reason. */
        public Builder<T> refused(String notation, String reason, String fix) {
            return command(notation, (target, match, findings) -> findings.error(match.at(), reason, "", fix));
        }

        /** The same for a command that enters a mode. */
        public Builder<T> refusedMode(String notation, String reason, String fix) {
            commands.add(Command.skipping(
                    SyntaxReader.read(notation, types),
                    (target, match, findings) -> findings.error(match.at(), reason, "", fix)));
            return this;
        }

        /** A command that is right and harmless to pass over: a warning with a reason. */
        public Builder<T> withoutEffect(String notation, String reason, String fix) {
            return command(notation, (target, match, findings) -> findings.warning(match.at(), reason, fix));
        }

        /** More commands of the same kind, shared with another mode. */
        public Builder<T> with(java.util.function.Consumer<Builder<T>> more) {
            more.accept(this);
            return this;
        }

        public Mode<T> build() {
            return new Mode<>(title, commands);
        }
    }
}
