package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import java.util.List;
import java.util.Optional;

/** What crypto maps and crypto templates have in common; empty is the default. */
public record TunnelSettings(
        Optional<Located<AuthenticationMethod>> local,
        Optional<Located<AuthenticationMethod>> remote,
        CertificateSettings certificates,
        Optional<Located<Identity>> localIdentity,
        List<Located<Identity>> remoteIdentities,
        List<Located<String>> ikeTransformSets,
        Ike ike,
        Optional<Keepalive> keepalive,
        Nat nat,
        Kernel kernel,
        Optional<Located<Long>> maxChildSas,
        TunnelPolicy policy,
        MultiHoming multiHoming,
        List<Payload> payloads) {
    public TunnelSettings {
        remoteIdentities = List.copyOf(remoteIdentities);
        ikeTransformSets = List.copyOf(ikeTransformSets);
        payloads = List.copyOf(payloads);
    }

    /** {@code ikev2-ikesa ...}. */
    public record Ike(
            boolean rekey,
            Optional<Located<Long>> retransmissionMillis,
            boolean exponential,
            Optional<Located<Long>> maxRetransmissions,
            Optional<Located<Long>> setupSeconds,
            boolean allowEmpty,
            boolean fragmentation,
            Optional<Located<Long>> fragmentMtu) {}

    /** {@code keepalive ...}. */
    public record Keepalive(
            Optional<Located<Long>> intervalSeconds,
            Optional<Located<Long>> timeoutSeconds,
            Optional<Located<Long>> retries) {}

    /**
     * {@code natt ...}.
     *
     * @param keepaliveSeconds 0 sends none
     */
    public record Nat(boolean forceEncapsulation, Optional<Located<Long>> keepaliveSeconds) {}

    /**
     * What the kernel's states and policies get.
     *
     * @param clearDontFragment {@code control-dont-fragment clear-bit}; else the bit is copied
     */
    public record Kernel(
            Optional<Located<Long>> replayWindow,
            Optional<Located<Long>> ifId,
            Optional<Located<Mark>> mark,
            Optional<Located<Long>> tfcPadding,
            Optional<Located<Long>> policyPriority,
            Optional<Offload> offload,
            boolean clearDontFragment) {}

    /**
     * {@code offload device DEV ...}: states go to a network card.
     *
     * @param packet the card does all of ESP, not the cryptography alone
     */
    public record Offload(Located<String> device, boolean packet) {}

    /** Value and mask of a firewall mark. */
    public record Mark(int value, int mask) {}
}
