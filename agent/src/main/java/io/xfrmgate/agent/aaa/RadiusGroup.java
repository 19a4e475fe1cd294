package io.xfrmgate.agent.aaa;

import io.xfrmgate.ike.net.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The servers of an {@code aaa group}, and how they are asked.
 *
 * @param name of context and group, for logs
 * @param namespace whose sockets are used; empty is the daemon's own
 * @param servers in order of preference
 * @param roundRobin each new conversation begins with another server; else always with the first that answers
 * @param timeout for the answer to each sending
 * @param retries sendings after the first
 * @param deadAfter sendings in a row without answer, after which a server is taken for dead
 * @param deadTime for which it is not asked while another one lives
 * @param identifier NAS-Identifier
 * @param address NAS-IP-Address, from which is sent, too
 * @param bareAnswers answers without Message-Authenticator are taken; those with EAP must have it all the same
 */
public record RadiusGroup(
        String name,
        Optional<String> namespace,
        List<RadiusServer> servers,
        boolean roundRobin,
        Duration timeout,
        int retries,
        int deadAfter,
        Duration deadTime,
        Optional<String> identifier,
        Optional<IpAddress> address,
        boolean bareAnswers) {
    public RadiusGroup {
        servers = List.copyOf(servers);
    }
}
