package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.config.AddressRange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code ip access-list} or {@code ipv6 access-list}: which packets a crypto map protects. */
public record AccessList(Located<String> name, boolean v6, List<Located<Rule>> rules) {
    public AccessList {
        rules = List.copyOf(rules);
    }

    /**
     * One line.
     *
     * @param permit or deny
     * @param protocol IP protocol number; 0 is any
     * @param source our side, as a packet leaves
     * @param destination the peer's side
     */
    public record Rule(boolean permit, int protocol, End source, End destination) {}

    /** Addresses and ports of one side. */
    public record End(AddressRange network, Optional<Ports> ports) {}

    /** How ports are compared. */
    public enum Comparison {
        EQ,
        NEQ,
        GT,
        LT,
        RANGE;

        /** As it is configured. */
        public String keyword() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Some ports.
     *
     * @param first the one that is compared with
     * @param last the end of a range; else the same as {@code first}
     */
    public record Ports(Comparison comparison, int first, int last) {}
}
