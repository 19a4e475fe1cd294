package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * StarOS's words that say which SAs are meant: {@code summary}, {@code peer ADDRESS}, {@code spi SPI}, {@code tag NAME}, for which
 * our words are {@code map NAME} and {@code template NAME}.
 */
final class SaWords {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "[summary] [peer ADDRESS] [spi SPI] [map NAME]",
            hideParamSyntax = true,
            description = "Which of them; a peer by address or identity, a map or template by name. Default: all.")
    private List<String> words = List.of();

    private static boolean isWord(String typed, String word, int least) {
        return typed.length() >= least && word.startsWith(typed);
    }

    boolean summary() {
        return words.stream().anyMatch(word -> isWord(word, "summary", 2));
    }

    /** The request that ends those SAs, of which there has to be said which, or that all are meant. */
    ViciMessage.Builder ending(CommandLine command, boolean all) {
        if (summary()) {
            throw new ParameterException(
                    command, "'summary' only shows: say which SAs by peer, spi, map or template, or --all");
        }
        if (words.isEmpty() != all) {
            throw new ParameterException(
                    command,
                    all
                            ? "with --all every SA ends; leave it out, or leave out which"
                            : "say which SAs by peer, spi, map or template, or --all");
        }
        return request().putIf("all", all);
    }

    /** The request for those SAs. */
    ViciMessage.Builder request() {
        ViciMessage.Builder request = ViciMessage.builder();
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            if (isWord(word, "summary", 2)) {
                continue;
            }
            String key;
            if (isWord(word, "peer", 1)) {
                key = "peer";
            } else if (isWord(word, "spi", 2)) {
                key = "spi";
            } else if (isWord(word, "map", 1) || isWord(word, "template", 2) || isWord(word, "tag", 2)) {
                key = "ike";
            } else {
                throw new ParameterException(
                        spec.commandLine(), "'" + word + "' is not one of summary, peer, spi, map, template, tag");
            }
            if (!rest.hasNext()) {
                throw new ParameterException(spec.commandLine(), "after '" + word + "' a value is missing");
            }
            request.put(key, rest.next());
        }
        return request;
    }
}
