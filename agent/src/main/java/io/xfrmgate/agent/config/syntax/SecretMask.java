package io.xfrmgate.agent.config.syntax;

import java.util.List;

/**
 * Decides which words of a line that did not parse may be secrets. The grammar can not tell then, so that words are
 * hidden rather than shown: everything after a word that announces a secret, even misspelt or abbreviated.
 */
final class SecretMask {
    private static final List<String> ANNOUNCERS = List.of(
            "pre-shared-key",
            "preshared-key",
            "key",
            "encrypted",
            "secret",
            "isakmp-secret",
            "session-key",
            "private-key",
            "shared-secret",
            "password",
            "passphrase",
            "psk");
    private static final String AUTHENTICATION = "authentication";

    private SecretMask() {}

    /**
     * Hides what may be secret from token {@code from} on.
     *
     * @param from the first token that no command takes
     * @param nearMiss whether that token is a slip of a keyword that could stand there
     */
    static void apply(SourceText source, List<Token> tokens, int from, boolean nearMiss) {
        int announcer = 0;
        while (announcer < tokens.size() && !announces(tokens.get(announcer))) {
            announcer++;
        }
        boolean authenticates = startsWithAuthentication(tokens);
        for (int i = from; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean last = i == tokens.size() - 1;
            boolean hide = i > announcer
                    ? last || !ANNOUNCERS.contains(token.lowerCase())
                    : i < announcer && authenticates && i > 0 && !(i == from && nearMiss);
            if (hide) {
                source.hide(token);
            }
        }
    }

    /** Whether a line promises a secret, which may have slipped to the next line. */
    static boolean promisesSecret(List<Token> tokens) {
        return startsWithAuthentication(tokens) || tokens.stream().anyMatch(SecretMask::announces);
    }

    private static boolean startsWithAuthentication(List<Token> tokens) {
        return resembles(tokens.getFirst(), AUTHENTICATION);
    }

    private static boolean announces(Token token) {
        return ANNOUNCERS.stream().anyMatch(word -> resembles(token, word));
    }

    private static boolean resembles(Token token, String word) {
        String text = token.lowerCase();
        return text.length() >= 2 && word.startsWith(text) || Suggestion.isNear(text, word);
    }
}
