package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import java.util.Optional;

/**
 * What a map or template allows its peers, and when it ends their tunnels.
 *
 * @param overload what becomes of a Child SA above {@code max-childsa}; empty is the default
 * @param ignoreRekeying requests to rekey the IKE SA get no new one
 * @param keepaliveUserActivity packets from the peer count as a sign of life
 * @param uniqueIdentity a peer has one tunnel: coming anew, from wherever, it takes the place of its old one
 * @param idleSeconds after which a tunnel without traffic ends; empty is never
 * @param remoteSecretList peers' own secrets, by its name
 * @param nai what we call ourselves in answer to peers
 */
public record TunnelPolicy(
        Optional<Located<OverloadAction>> overload,
        boolean ignoreRekeying,
        boolean keepaliveUserActivity,
        boolean uniqueIdentity,
        Optional<Located<Long>> idleSeconds,
        Optional<Located<String>> remoteSecretList,
        Optional<Located<Nai>> nai) {

    /** {@code max-childsa N overload-action ...}. */
    public enum OverloadAction {
        /** The limit is ignored. */
        IGNORE,
        /** The new Child SA is refused. */
        TERMINATE;

        /** As it is configured. */
        public String keyword() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** {@code nai ...}. */
    public sealed interface Nai {}

    /** A name of our own. */
    public record Idr(Identity identity) implements Nai {}

    /** The one that the peer asked for. */
    public record ReceivedIdr() implements Nai {}
}
