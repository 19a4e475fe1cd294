package io.xfrmgate.ike.config;

import io.xfrmgate.ike.wire.Identification;
import java.util.List;

/**
 * Who we are, whom we accept, and how both sides prove it.
 *
 * @param localId sent as our identity
 * @param remoteIds accepted from the peer; empty accepts every identity that proves itself
 * @param local our proof
 * @param remote the peer's proof
 */
public record Authentication(
        Identification localId, List<Identification> remoteIds, AuthMethod local, AuthMethod remote) {
    public Authentication {
        remoteIds = List.copyOf(remoteIds);
        if (local instanceof AuthMethod.PeerCertificate || remote instanceof AuthMethod.LocalCertificate) {
            throw new IllegalArgumentException("a credential is ours, a trust policy is for the peer");
        }
    }
}
