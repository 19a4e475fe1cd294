package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.crypto.CryptoRegistry;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneEvent;
import io.xfrmgate.ike.net.UdpEndpoint;
import java.security.SecureRandom;
import java.util.List;

/**
 * All IKE SAs of one shard. Every method is called on the shard's thread, with a clock in milliseconds that never goes
 * back; what is to be done comes out through {@link Effects} before the method returns.
 */
public final class IkeEndpoint {
    private final EndpointSettings settings;
    private final Counters counters = new Counters();

    public IkeEndpoint(EndpointSettings settings, CryptoRegistry crypto, SecureRandom random) {
        this.settings = settings;
    }

    /** Installs the traps of the configuration. Once, before all else. */
    public void start(long now, Effects out) {}

    /**
     * An IKE message came; the non-ESP marker is off already.
     *
     * @param local where it was sent to
     * @param remote whence it came
     * @param datagram given away; the core may write to it
     */
    public void datagram(long now, UdpEndpoint local, UdpEndpoint remote, byte[] datagram, Effects out) {}

    /** Does everything that is due at {@code now}. */
    public void tick(long now, Effects out) {}

    /** When {@link #tick} is due next; {@code Long.MAX_VALUE} for never. */
    public long nextDeadline() {
        return Long.MAX_VALUE;
    }

    /** The data plane answered. */
    public void dataPlaneAnswer(long now, long token, DataPlaneAnswer answer, Effects out) {}

    /** The data plane told something; events about other shards' SAs are ignored. */
    public void dataPlaneEvent(long now, DataPlaneEvent event, Effects out) {}

    /**
     * Brings up a Child SA of a map (and its IKE SA, where there is none).
     *
     * @return false if there is no such map or child, or the configuration says no peer to call
     */
    public boolean initiate(long now, String config, String child, Effects out) {
        return false;
    }

    /** Deletes an IKE SA at both ends; false if there is none with this SPI of ours. */
    public boolean terminate(long now, long localSpi, CloseReason reason, Effects out) {
        return false;
    }

    /** Deletes a Child SA at both ends; false if there is none with this inbound SPI. */
    public boolean terminateChild(long now, int inboundSpi, CloseReason reason, Effects out) {
        return false;
    }

    /** Starts a rekey of an IKE SA; false if there is none such, or it can not be rekeyed now. */
    public boolean rekey(long now, long localSpi, Effects out) {
        return false;
    }

    /** Starts a rekey of a Child SA; false if there is none such, or it can not be rekeyed now. */
    public boolean rekeyChild(long now, int inboundSpi, Effects out) {
        return false;
    }

    /** Deletes every IKE SA at the peers, removes traps, and takes no new ones. Done when {@link #isEmpty}. */
    public void shutdown(long now, Effects out) {}

    /** Whether no SA and no request to the data plane is left. */
    public boolean isEmpty() {
        return true;
    }

    /** The SAs as they stand. */
    public List<IkeSaView> snapshot() {
        return List.of();
    }

    public int halfOpen() {
        return 0;
    }

    public int established() {
        return 0;
    }

    public Counters counters() {
        return counters;
    }

    EndpointSettings settings() {
        return settings;
    }
}
