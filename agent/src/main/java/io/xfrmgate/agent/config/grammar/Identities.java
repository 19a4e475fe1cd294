package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.Identity;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import java.util.Arrays;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** Reads {@code id-type T id V}, and checks that V fits T. */
final class Identities {
    private Identities() {}

    static Optional<Located<Identity>> read(Match match, Findings findings) {
        Identity.Type type = Arrays.stream(Identity.Type.values())
                .filter(t -> match.has(t.keyword()))
                .findFirst()
                .orElseThrow();
        return read(type, match.text("id"), findings);
    }

    static Optional<Located<Identity>> read(Identity.Type type, Located<String> id, Findings findings) {
        if (!fits(type, id.value())) {
            findings.error(
                    id.at(),
                    "the identity is no " + type.keyword(),
                    expected(type),
                    "write the identity in that form, or choose another id-type");
            return Optional.empty();
        }
        return Optional.of(id.with(new Identity(type, id.value())));
    }

    private static boolean fits(Identity.Type type, String text) {
        return switch (type) {
            case IP_ADDR -> AddressTypes.parse(text).isPresent();
            case FQDN -> text.matches("[\\x21-\\x7e]+") && text.indexOf('@') < 0;
            case RFC822_ADDR -> text.matches("[\\x21-\\x7e]+") && text.indexOf('@') > 0;
            case KEY_ID -> !text.startsWith("0x") || text.matches("0x([0-9a-fA-F]{2})+");
            case DER_ASN1_DN -> isName(text);
        };
    }

    private static boolean isName(String text) {
        try {
            return new X500Principal(text).getEncoded().length > 2;
        } catch (IllegalArgumentException notAName) {
            return false;
        }
    }

    private static String expected(Identity.Type type) {
        return switch (type) {
            case IP_ADDR -> "an IPv4 or IPv6 address";
            case FQDN -> "a domain name such as gw.example.org, in ASCII";
            case RFC822_ADDR -> "a mailbox such as gw@example.org, in ASCII";
            case KEY_ID -> "a text, or 0x and an even number of hexadecimal digits";
            case DER_ASN1_DN -> "a distinguished name such as \"CN=gw, O=Example\"";
        };
    }
}
