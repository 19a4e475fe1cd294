package io.xfrmgate.agent.config.syntax;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** "Did you mean": the nearest of some words by edit distance, swapped neighbours counting once. */
public final class Suggestion {
    private static final int MAX_LENGTH = 64;

    private Suggestion() {}

    /** The nearest one, if it is near enough to be meant. */
    public static Optional<String> nearest(String text, Collection<String> words) {
        String wanted = text.toLowerCase(Locale.ROOT);
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String word : words) {
            int distance = distance(wanted, word.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = word;
                bestDistance = distance;
            }
        }
        return bestDistance <= tolerance(Math.min(wanted.length(), best.length()))
                ? Optional.of(best)
                : Optional.empty();
    }

    /** Whether a text could be a slip of the fingers for a word. */
    static boolean isNear(String text, String word) {
        return distance(text, word) <= tolerance(Math.min(text.length(), word.length()));
    }

    private static int tolerance(int length) {
        return length < 3 ? 0 : length < 6 ? 1 : length < 12 ? 2 : 3;
    }

    private static int distance(String a, String b) {
        if (a.length() > MAX_LENGTH || b.length() > MAX_LENGTH) {
            return a.equals(b) ? 0 : MAX_LENGTH;
        }
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
