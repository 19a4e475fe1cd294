package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.SecretText;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.SourceText;
import io.xfrmgate.ike.config.Secret;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Lines of a configuration as they are printed, indented by mode. */
final class PrintedLines {
    private final StringBuilder text = new StringBuilder();
    private final Function<Secret, String> shown;
    private int depth;

    PrintedLines(Function<Secret, String> shown) {
        this.shown = shown;
    }

    void line(String line) {
        text.append("  ".repeat(depth)).append(line).append('\n');
    }

    /** The first line of a mode. */
    void open(String line) {
        line(line);
        depth++;
    }

    void exit() {
        depth--;
        line("exit");
    }

    /** Leaves all modes. */
    void last(String line) {
        depth = 0;
        line(line);
    }

    void flag(String line, boolean set) {
        if (set) {
            line(line);
        }
    }

    void number(String command, Optional<Located<Long>> number) {
        number.ifPresent(n -> line(command + " " + n));
    }

    <V> void list(String command, List<Located<V>> values, Function<V, String> name) {
        if (!values.isEmpty()) {
            StringBuilder line = new StringBuilder(command);
            values.forEach(v -> line.append(' ').append(name.apply(v.value())));
            line(line.toString());
        }
    }

    /** A secret behind its keyword; a sealed one as it was given. */
    String secret(Located<SecretText> secret, String keyword) {
        return switch (secret.value()) {
            case SecretText.Clear(Secret clear) -> keyword + " " + quoted(shown.apply(clear));
            case SecretText.Sealed(String text) -> "encrypted " + keyword + " " + quoted(text);
        };
    }

    /** A secret whose keywords are printed already. */
    String secret(SecretText secret) {
        return switch (secret) {
            case SecretText.Clear(Secret clear) -> quoted(shown.apply(clear));
            case SecretText.Sealed(String text) -> quoted(text);
        };
    }

    /** A word as it is, anything else as a quoted string. */
    static String quoted(String word) {
        return SourceText.quote(word);
    }

    String text() {
        return text.toString();
    }
}
