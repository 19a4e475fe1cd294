package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import java.util.List;
import java.util.Optional;

/**
 * {@code eap-profile NAME}.
 *
 * @param mode who answers the peer's EAP
 * @param maxRetry how often a request is repeated
 * @param retrySeconds how long an answer may take
 * @param methods in terminate mode
 * @param aaaGroup whose servers know the peers; empty is the group "default"
 * @param requestIdentity peers are asked for their EAP identity
 * @param eapOnly peers may do without our own proof (RFC 5998)
 */
public record EapProfile(
        Located<String> name,
        Mode mode,
        Optional<Located<Long>> maxRetry,
        Optional<Located<Long>> retrySeconds,
        List<Located<Method>> methods,
        Optional<Located<String>> aaaGroup,
        boolean requestIdentity,
        boolean eapOnly) {
    public EapProfile {
        methods = List.copyOf(methods);
    }

    /** Name of the group of servers. */
    public String group() {
        return aaaGroup.map(Located::value).orElse(AaaGroup.DEFAULT);
    }

    /** A AAA server behind us, or we. */
    public enum Mode {
        PASS_THROUGH("authenticator-pass-through"),
        TERMINATE("authenticator-terminate");

        private final String keyword;

        Mode(String keyword) {
            this.keyword = keyword;
        }

        /** As it is configured. */
        public String keyword() {
            return keyword;
        }
    }

    /** EAP methods that we can end ourselves. */
    public enum Method {
        EAP_AKA("eap-aka"),
        EAP_GTC("eap-gtc"),
        EAP_MD5("eap-md5");

        private final String keyword;

        Method(String keyword) {
            this.keyword = keyword;
        }

        /** As it is configured. */
        public String keyword() {
            return keyword;
        }
    }
}
