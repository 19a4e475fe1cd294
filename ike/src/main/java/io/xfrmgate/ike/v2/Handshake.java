package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.crypto.KeyExchange;
import io.xfrmgate.ike.pki.HashAlgorithm;
import io.xfrmgate.ike.wire.Identification;
import java.util.List;
import java.util.Optional;

/** What IKE_SA_INIT leaves for IKE_AUTH; dropped when the IKE SA is established. */
final class Handshake {
    final long startedMillis;
    /** Whether we said INITIAL_CONTACT. */
    boolean saidInitialContact;
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
    /** What the peer's SIGNATURE_HASH_ALGORITHMS holds; empty if it sent none, and so knows nothing but the classic methods. */
    Optional<List<HashAlgorithm>> remoteHashes = Optional.empty();
    /** As responder, whom the peer says that it calls. */
    Optional<Identification> askedOfUs = Optional.empty();
    /** Whether the peer fetches certificates (HTTP_CERT_LOOKUP_SUPPORTED). */
    boolean remoteLooksUp;
    /** What a port has not answered yet. */
    Optional<Asked> asked = Optional.empty();
    /** As responder, from the peer's IKE_AUTH request without AUTH on. */
    Optional<EapExchange> eap = Optional.empty();

    /**
     * A question to a port.
     *
     * @param waitingFor what the answer is, for the operator
     */
    record Asked(PortRequests<?> port, long token, String waitingFor) {}

    Handshake(long startedMillis, List<PeerConfig> candidates) {
        this.startedMillis = startedMillis;
        this.candidates = candidates;
    }

    /** Forgets what it still waits for, and its keys. */
    void end() {
        asked.ifPresent(a -> a.port().forget(a.token()));
        asked = Optional.empty();
        eap.ifPresent(EapExchange::destroy);
        wipe();
    }

    void wipe() {
        keyExchange.ifPresent(KeyExchange::destroy);
        keyExchange = Optional.empty();
    }
}
