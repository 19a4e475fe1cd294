package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.crypto.KeyExchange;
import java.util.List;
import java.util.Optional;

/** What IKE_SA_INIT leaves for IKE_AUTH; dropped when the IKE SA is established. */
final class Handshake {
    final long startedMillis;
    /** Configurations that fit the addresses; the identities decide among them. */
    List<PeerConfig> candidates;

    byte[] localNonce = {};
    byte[] remoteNonce = {};
    /** Our first message as sent and the peer's as received: both AUTH payloads cover them (RFC 7296 section 2.15). */
    byte[] localInit = {};

    byte[] remoteInit = {};
    Optional<KeyExchange> keyExchange = Optional.empty();
    Optional<byte[]> cookie = Optional.empty();
    /** Restarts of IKE_SA_INIT after a cookie or INVALID_KE_PAYLOAD. */
    int restarts;

    Handshake(long startedMillis, List<PeerConfig> candidates) {
        this.startedMillis = startedMillis;
        this.candidates = candidates;
    }

    void wipe() {
        keyExchange.ifPresent(KeyExchange::destroy);
        keyExchange = Optional.empty();
    }
}
