package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.net.IpAddress;
import java.util.List;
import java.util.Optional;

/** {@code payload NAME match ...}: what one Child SA may be. */
public record Payload(
        Located<String> name,
        Family family,
        List<Located<String>> transformSets,
        Optional<Located<Long>> lifetimeSeconds,
        Optional<Located<Long>> lifetimeKiloBytes,
        Optional<Located<Long>> lifetimePackets,
        boolean rekey,
        List<Located<Selector>> ours,
        List<Located<Selector>> theirs,
        PayloadPolicy policy) {
    public Payload {
        transformSets = List.copyOf(transformSets);
        ours = List.copyOf(ours);
        theirs = List.copyOf(theirs);
    }

    /** Which addresses the payload is for. */
    public enum Family {
        ANY,
        IPV4,
        IPV6
    }

    /** {@code tsr} or {@code tsi}. */
    public sealed interface Selector {}

    /** The address that the peer calls from, with protocol and ports as in {@link Everything}. */
    public record Endpoint(int protocol, int startPort, int endPort) implements Selector {}

    /** Every address, with a protocol (0: any) and ports (0 to 65535: any). */
    public record Everything(int protocol, int startPort, int endPort) implements Selector {}

    /** Some addresses of one family. */
    public record Range(IpAddress start, IpAddress end, int protocol, int startPort, int endPort) implements Selector {}
}
