package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.GatewaySection;
import io.xfrmgate.agent.config.model.SecretText;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Opens sealed secrets. The key is read when the first one is met, so that a file without any needs none. */
public final class SecretOpener {
    /** Name of the systemd credential with the key. */
    public static final String CREDENTIAL = "xfrmgate.key";

    private static final String DIRECTORY = "CREDENTIALS_DIRECTORY";

    /** What became of a secret. */
    sealed interface Opening {}

    /** It is open. */
    record Opened(Secret secret) implements Opening {}

    /** It can not be opened. */
    record Closed(String reason, String fix) implements Opening {}

    private sealed interface KeyState {}

    private record Key(SealKey key) implements KeyState {}

    private record NoKey(Closed why) implements KeyState {}

    private final Optional<Path> file;
    private Optional<KeyState> state = Optional.empty();

    private SecretOpener(Optional<Path> file) {
        this.file = file;
    }

    /**
     * For a configuration: the key is in the file that it names, else in the systemd credential.
     *
     * @param environment of the process
     */
    static SecretOpener of(GatewaySection gateway, Map<String, String> environment) {
        return new SecretOpener(keyFile(gateway.secretKeyFile().map(Located::value), environment));
    }

    /** Where the key is. */
    public static Optional<Path> keyFile(Optional<String> configured, Map<String, String> environment) {
        return configured
                .map(Path::of)
                .or(() -> Optional.ofNullable(environment.get(DIRECTORY)).map(d -> Path.of(d, CREDENTIAL)));
    }

    /** The secret; a sealed one only if the key fits. */
    Opening open(SecretText text) {
        return switch (text) {
            case SecretText.Clear(Secret secret) -> new Opened(secret);
            case SecretText.Sealed(String sealed) -> unseal(sealed);
        };
    }

    /** A secret that the {@link ConfigValidator} has seen to be good. */
    public Secret secret(SecretText text) {
        return switch (open(text)) {
            case Opened(Secret secret) -> secret;
            case Closed(String reason, String fix) -> throw new IllegalStateException(reason);
        };
    }

    private Opening unseal(String sealed) {
        if (!sealed.startsWith(SealKey.PREFIX)) {
            return new Closed(
                    "the secret is not one that xfrmgate sealed; StarOS's own encrypted form can be read by StarOS only",
                    "write the secret itself, or what xfrmgate seal makes of it");
        }
        if (state.isEmpty()) {
            state = Optional.of(readKey());
        }
        return switch (state.get()) {
            case NoKey(Closed why) -> why;
            case Key(SealKey key) ->
                key.open(sealed)
                        .<Opening>map(octets -> new Opened(new Secret(octets)))
                        .orElseGet(() -> new Closed(
                                "the secret was sealed with another key, or was changed since",
                                "seal it again with xfrmgate seal and the key file of this gateway"));
        };
    }

    private KeyState readKey() {
        if (file.isEmpty()) {
            return new NoKey(new Closed(
                    "there is no key for sealed secrets",
                    "write secret-key file PATH in gateway mode, or give the systemd credential " + CREDENTIAL));
        }
        try {
            return SealKey.read(Files.readAllBytes(file.get()))
                    .<KeyState>map(Key::new)
                    .orElseGet(() -> new NoKey(new Closed(
                            "the key file " + file.get() + " does not hold a key of 32 octets",
                            "make one: openssl rand -base64 32")));
        } catch (IOException unreadable) {
            return new NoKey(new Closed(
                    "the key file " + file.get() + " can not be read", "see that it exists, and who may read it"));
        }
    }
}
