package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import java.util.Optional;

/** {@code authentication { local | remote } ...}: how one side proves itself. */
public sealed interface AuthenticationMethod {

    /** With a secret that both sides know. */
    record PreSharedKey(Located<SecretText> key) implements AuthenticationMethod {}

    /** With a signature, and the certificate that goes with it. */
    record Certificate() implements AuthenticationMethod {}

    /** With EAP (the remote side only); a second phase follows RFC 4739. */
    record Eap(Located<String> profile, Optional<Located<String>> secondPhase) implements AuthenticationMethod {}

    /** With EAP as its client (our side of a crypto map only). */
    record EapClient(Located<String> identity, Located<SecretText> password) implements AuthenticationMethod {}
}
