package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.syntax.ParameterType;

/** Names, free text and secrets. */
final class TextTypes {
    /** What {@code show configuration} prints in a secret's place. */
    static final String HIDDEN = "<hidden>";

    private static final int MAX_NAME = 127;
    private static final int MAX_TEXT = 4096;
    private static final int MAX_SECRET = 255;
    private static final int MAX_MATERIAL = 65_536;
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

    /** A certificate, a chain of them or a revocation list in PEM, or in base64 of DER. */
    record Material() implements ParameterType<String> {
        @Override
        public Reading<String> read(String text) {
            return text.isEmpty() || text.length() > MAX_MATERIAL
                    ? new Refused<>("is not 1 to " + MAX_MATERIAL + " characters long")
                    : new Accepted<>(text);
        }

        @Override
        public String expected() {
            return "text in PEM (or base64 of DER) in quotation marks";
        }
    }

    /** A private key in clear text. */
    record PrivateMaterial() implements ParameterType<String> {
        @Override
        public Reading<String> read(String text) {
            return text.equals(HIDDEN)
                    ? new Refused<>("is what show configuration prints in place of a secret")
                    : new Material().read(text);
        }

        @Override
        public String expected() {
            return "a private key in PEM (or base64 of DER) in quotation marks";
        }

        @Override
        public boolean isSecret() {
            return true;
        }
    }

    /** A sealed secret. StarOS's own are known not to keep much, so that none is shown in errors. */
    record SealedText() implements ParameterType<String> {
        @Override
        public Reading<String> read(String text) {
            return text.equals(HIDDEN)
                    ? new Refused<>("is what show configuration prints in place of a secret")
                    : new Material().read(text);
        }

        @Override
        public String expected() {
            return "what xfrmgate seal printed";
        }

        @Override
        public boolean isSecret() {
            return true;
        }
    }

    /** A key in hexadecimal digits. */
    record HexSecret() implements ParameterType<String> {
        @Override
        public Reading<String> read(String text) {
            String digits = text.startsWith("0x") ? text.substring(2) : text;
            return digits.matches("([0-9a-fA-F]{2}){1,128}")
                    ? new Accepted<>(digits)
                    : new Refused<>(
                            text.equals(HIDDEN)
                                    ? "is what show configuration prints in place of a secret"
                                    : "is not an even number of hexadecimal digits");
        }

        @Override
        public String expected() {
            return "a key in hexadecimal digits";
        }

        @Override
        public boolean isSecret() {
            return true;
        }
    }

    /** Whence a file is fetched. */
    record UrlText() implements ParameterType<String> {
        @Override
        public Reading<String> read(String text) {
            return text.matches("(?i)(https?|ftp|file)://[\\x21-\\x7e]+") && text.length() <= MAX_TEXT
                    ? new Accepted<>(text)
                    : new Refused<>("is no URL that can be fetched");
        }

        @Override
        public String expected() {
            return "a URL that begins with http://, https://, ftp:// or file:///";
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
