package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.syntax.ParameterType;

/** Names, free text and secrets. */
final class TextTypes {
    /** What {@code show configuration} prints in a secret's place. */
    static final String HIDDEN = "<hidden>";

    private static final int MAX_NAME = 127;
    private static final int MAX_TEXT = 4096;
    private static final int MAX_SECRET = 255;
    private static final String GLUE = "list";

    private TextTypes() {}

    /** The name of an object. */
    record Name() implements ParameterType<String> {
        @Override
        public Reading<String> read(String text) {
            if (text.isEmpty()) {
                return new Refused<>("is empty");
            }
            if (text.length() > MAX_NAME) {
                return new Refused<>("is longer than " + MAX_NAME + " characters");
            }
            return text.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c))
                    ? new Refused<>("has blanks or control characters in it")
                    : new Accepted<>(text);
        }

        @Override
        public String expected() {
            return "a name of 1 to " + MAX_NAME + " characters";
        }
    }

    /** Any text. */
    record Text() implements ParameterType<String> {
        @Override
        public Reading<String> read(String text) {
            return text.isEmpty() || text.length() > MAX_TEXT
                    ? new Refused<>("is not 1 to " + MAX_TEXT + " characters long")
                    : new Accepted<>(text);
        }

        @Override
        public String expected() {
            return "a text of 1 to " + MAX_TEXT + " characters";
        }
    }

    /** A secret in clear text. */
    record SecretText() implements ParameterType<String> {
        @Override
        public Reading<String> read(String text) {
            if (text.equals(HIDDEN)) {
                return new Refused<>("is what show configuration prints in place of a secret");
            }
            return text.isEmpty() || text.length() > MAX_SECRET
                    ? new Refused<>("is not 1 to " + MAX_SECRET + " characters long")
                    : new Accepted<>(text);
        }

        @Override
        public String expected() {
            return "a secret of 1 to " + MAX_SECRET + " characters, in quotation marks if it has blanks";
        }

        @Override
        public boolean isSecret() {
            return true;
        }
    }

    /** {@code listNAME}: the chapter prints the keyword and the name without a blank. */
    record GluedList() implements ParameterType<String> {
        @Override
        public Reading<String> read(String text) {
            return text.startsWith(GLUE) && text.length() > GLUE.length() && text.length() <= MAX_NAME
                    ? new Accepted<>(text.substring(GLUE.length()))
                    : new Refused<>("is neither list nor listNAME");
        }

        @Override
        public String expected() {
            return "listNAME";
        }
    }
}
