package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * StarOS's words that say which SAs are meant: {@code summary}, {@code peer ADDRESS}, {@code spi SPI}, {@code tag NAME}, for which
 * our words are {@code map NAME} and {@code template NAME}.
 */
class SaWords {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "[summary] [peer ADDRESS] [spi SPI] [map NAME]",
            hideParamSyntax = true,
            description = "Which of them; a peer by address or identity, a map or template by name. Default: all.")
    private List<String> words = List.of();

    boolean none() {
        return words.isEmpty();
    }

    /** What is wrong with the words, said with the command's usage. */
    final ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private static boolean isWord(String typed, String word, int least) {
        return typed.length() >= least && word.startsWith(typed);
    }

    boolean summary() {
        return words.stream().anyMatch(word -> isWord(word, "summary", 2));
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
                throw wrong("'" + word + "' is not one of summary, peer, spi, map, template, tag");
            }
            if (!rest.hasNext()) {
                throw wrong("after '" + word + "' a value is missing");
            }
            request.put(key, rest.next());
        }
        return request;
    }
}
