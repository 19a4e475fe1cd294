package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.net.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * {@code aaa group NAME}: RADIUS servers, and how they are asked.
 *
 * @param servers for authentication
 * @param accounting servers that would be told of sessions
 * @param roundRobin servers take turns; else always the first that lives
 * @param timeoutSeconds for an answer
 * @param maxRetries sendings after the first
 * @param deadMinutes for which a dead server is left alone
 * @param consecutiveFailures sendings without answer that make a server dead
 * @param nasIdentifier what we are called
 * @param nasAddress whence we send
 * @param bareAnswers answers without Message-Authenticator are taken
 */
public record AaaGroup(
        Located<String> name,
        List<Server> servers,
        List<Server> accounting,
        boolean roundRobin,
        Optional<Located<Long>> timeoutSeconds,
        Optional<Located<Long>> maxRetries,
        Optional<Located<Long>> deadMinutes,
        Optional<Located<Long>> consecutiveFailures,
        Optional<Located<String>> nasIdentifier,
        Optional<Located<IpAddress>> nasAddress,
        boolean bareAnswers) {
    /** The group of the lines that stand in a context itself, and of who names none. */
    public static final String DEFAULT = "default";

    public AaaGroup {
        servers = List.copyOf(servers);
        accounting = List.copyOf(accounting);
    }

    /** One server. @param priority 1 to 1000, the lowest is asked first */
    public record Server(
            Located<IpAddress> address,
            Located<SecretText> key,
            Optional<Located<Long>> port,
            Optional<Located<Long>> priority) {
        /** Whether both are at one address and port. */
        public boolean isAt(IpAddress otherAddress, Optional<Long> otherPort) {
            return address.value().equals(otherAddress)
                    && port.map(Located::value).equals(otherPort);
        }
    }
}
