package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.net.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * A service: it binds templates to addresses.
 *
 * @param recorded its other lines, which do not take effect yet
 */
public record Service(Kind kind, Located<String> name, List<Binding> bindings, List<RecordedLine> recorded) {
    public Service {
        recorded = List.copyOf(recorded);
        bindings = List.copyOf(bindings);
    }

    /** Which service. */
    public enum Kind {
        WSG("wsg-service"),
        HNBGW("hnbgw-service"),
        MME("mme-service"),
        SGW("sgw-service"),
        PGW("pgw-service");

        private final String keyword;

        Kind(String keyword) {
            this.keyword = keyword;
        }

        /** As it is configured. */
        public String keyword() {
            return keyword;
        }
    }

    /**
     * One address.
     *
     * @param context where the template is; empty is the service's own
     */
    public record Binding(Located<IpAddress> address, Located<String> template, Optional<Located<String>> context) {}
}
