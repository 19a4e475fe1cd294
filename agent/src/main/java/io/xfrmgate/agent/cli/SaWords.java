package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** StarOS's words that say which SAs are meant: {@code summary}, {@code peer ADDRESS}, {@code spi SPI}, and our {@code map NAME}. */
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

    boolean isEmpty() {
        return words.isEmpty();
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
            } else if (isWord(word, "map", 1) || isWord(word, "template", 1)) {
                key = "ike";
            } else {
                throw new ParameterException(
                        spec.commandLine(), "'" + word + "' is not one of summary, peer, spi, map, template");
            }
            if (!rest.hasNext()) {
                throw new ParameterException(spec.commandLine(), "after '" + word + "' a value is missing");
            }
            request.put(key, rest.next());
        }
        return request;
    }
}
