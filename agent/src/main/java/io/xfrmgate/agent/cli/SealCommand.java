package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.config.SealKey;
import io.xfrmgate.agent.config.SecretOpener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "seal",
        description = "Seal a secret from standard input with the gateway's key.",
        footer = {
            "",
            "What is printed goes into the configuration behind the word encrypted: pre-shared-key encrypted key xg1.... "
                    + "One line break at the end of the input does not count. A key is made by: openssl rand -base64 32"
        },
        mixinStandardHelpOptions = true)
final class SealCommand implements Callable<Integer> {
    private static final int MAX_OCTETS = 49_152;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-k", "--key-file"},
            paramLabel = "FILE",
            description = "The key; default is the systemd credential " + SecretOpener.CREDENTIAL + ".")
    private @Nullable Path keyFile;

    @Override
    public Integer call() throws IOException {
        Optional<Path> file = SecretOpener.keyFile(Optional.ofNullable(keyFile).map(Path::toString), System.getenv());
        if (file.isEmpty()) {
            return wrong("there is no key: name its file with --key-file");
        }
        Optional<SealKey> key = SealKey.read(Files.readAllBytes(file.get()));
        if (key.isEmpty()) {
            return wrong(file.get() + " does not hold a key of 32 octets; make one: openssl rand -base64 32");
        }
        byte[] input = System.in.readNBytes(MAX_OCTETS + 1);
        int length = withoutLineBreak(input);
        if (length == 0 || length > MAX_OCTETS) {
            return wrong("a secret has 1 to " + MAX_OCTETS + " octets");
        }
        byte[] secret = Arrays.copyOf(input, length);
        spec.commandLine().getOut().println(key.get().seal(secret, new SecureRandom()));
        Arrays.fill(input, (byte) 0);
        Arrays.fill(secret, (byte) 0);
        return Cli.DONE;
    }

    private int wrong(String message) {
        spec.commandLine().getErr().println("xfrmgate: " + message);
        return Cli.WRONG_USE;
    }

    private static int withoutLineBreak(byte[] input) {
        int length = input.length;
        if (length > 0 && input[length - 1] == '\n') {
            length--;
            if (length > 0 && input[length - 1] == '\r') {
                length--;
            }
        }
        return length;
    }
}
