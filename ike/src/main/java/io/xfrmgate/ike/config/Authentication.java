package io.xfrmgate.ike.config;

import io.xfrmgate.ike.wire.Identification;
import java.util.List;
import java.util.Optional;

/**
 * Who we are, whom we accept, and how both sides prove it.
 *
 * @param localId sent as our identity when we call
 * @param answering our identity when a peer calls
 * @param remoteIds accepted from the peer; empty accepts every identity that proves itself
 * @param local our proof
 * @param remote the peer's proof
 */
public record Authentication(
        Identification localId,
        OwnName answering,
        List<Identification> remoteIds,
        AuthMethod local,
        AuthMethod remote) {
    public Authentication {
        remoteIds = List.copyOf(remoteIds);
        if (!isOurs(local) || !isTheirs(remote)) {
            throw new IllegalArgumentException("a credential is ours, a trust policy is for the peer");
        }
        if (remote instanceof AuthMethod.EapMutual && !(local instanceof AuthMethod.EapClient)) {
            throw new IllegalArgumentException("only an EAP client can have its peer prove itself by EAP alone");
        }
    }

    /** With one name for both directions. */
    public Authentication(Identification localId, List<Identification> remoteIds, AuthMethod local, AuthMethod remote) {
        this(localId, new OwnName.LocalId(), remoteIds, local, remote);
    }

    /** Our identity for a peer that calls, and by its IDr may have asked for one. */
    public Identification answeringId(Optional<Identification> asked) {
        return answering.answering(localId, asked);
    }

    private static boolean isOurs(AuthMethod method) {
        return switch (method) {
            case AuthMethod.SharedKey _, AuthMethod.LocalCertificate _, AuthMethod.EapClient _ -> true;
            case AuthMethod.PeerCertificate _, AuthMethod.PeerEap _, AuthMethod.EapMutual _ -> false;
        };
    }

    private static boolean isTheirs(AuthMethod method) {
        return switch (method) {
            case AuthMethod.SharedKey _, AuthMethod.PeerCertificate _, AuthMethod.PeerEap _, AuthMethod.EapMutual _ ->
                true;
            case AuthMethod.LocalCertificate _, AuthMethod.EapClient _ -> false;
        };
    }
}
