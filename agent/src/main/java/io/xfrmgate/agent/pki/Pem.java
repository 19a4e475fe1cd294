package io.xfrmgate.agent.pki;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Textual encodings (RFC 7468) of DER: one or several blocks, with whatever text between them. DER itself is taken too, and, as a
 * configuration line has it, base64 of DER without its frame; literal {@code \n} in a line stands for a line's end.
 */
final class Pem {
    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN ([A-Z0-9 ]{1,40})-----\\s*+((?:[A-Za-z-]{1,64}+:[^\n]{0,256}+\n){0,8}+)([^-]*)-----END \\1-----");
    private static final Pattern DEK_INFO = Pattern.compile("(?m)^DEK-Info:\\s*(\\S+)\\s*$");
    static final int DER_SEQUENCE = 0x30;

    /**
     * A block.
     *
     * @param label as in {@code BEGIN CERTIFICATE}; empty for DER
     * @param der octets of the block, which are not DER yet where they are encrypted
     * @param encryption algorithm and initialization vector, as the header DEK-Info of the old OpenSSL encryption (RFC 1421) has them
     */
    record Block(String label, byte[] der, Optional<String> encryption) {}

    private Pem() {}

    /**
     * The blocks, at least one.
     *
     * @throws UnreadableException if it is neither PEM nor DER
     */
    static List<Block> read(byte[] content) throws UnreadableException {
        if (content.length == 0) {
            throw new UnreadableException("it is empty");
        }
        if (content[0] == DER_SEQUENCE && !isText(content)) {
            return List.of(new Block("", content, Optional.empty()));
        }
        String text = new String(content, StandardCharsets.ISO_8859_1)
                .replace("\\n", "\n")
                .replace("\r\n", "\n");
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            Matcher encryption = DEK_INFO.matcher(matcher.group(2));
            blocks.add(new Block(
                    matcher.group(1),
                    decode(matcher.group(3)),
                    encryption.find() ? Optional.of(encryption.group(1)) : Optional.empty()));
        }
        if (!blocks.isEmpty()) {
            return blocks;
        }
        if (text.contains("-----BEGIN")) {
            throw new UnreadableException("its PEM block has no end, or its END line does not fit its BEGIN line");
        }
        byte[] der = decode(text);
        if (der.length == 0 || der[0] != DER_SEQUENCE) {
            throw new UnreadableException("it is neither PEM nor DER");
        }
        return List.of(new Block("", der, Optional.empty()));
    }

    private static boolean isText(byte[] content) {
        for (byte octet : content) {
            if (octet < ' ' && octet != '\n' && octet != '\r' && octet != '\t') {
                return false;
            }
        }
        return true;
    }

    private static byte[] decode(String base64) throws UnreadableException {
        try {
            return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("it is neither PEM nor DER: its text is not base64");
        }
    }
}
