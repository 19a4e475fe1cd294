package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A translator with one public address: rewrites the source of what goes out to a port of its own, and lets in what comes to
 * such a port. ESP without UDP does not pass.
 */
public final class NatBox {
    private final SplittableRandom random;
    private final long idleMillis;
    private final Map<UdpEndpoint, Mapping> byInside = new LinkedHashMap<>();
    private final Map<Integer, Mapping> byPort = new HashMap<>();
    private IpAddress publicAddress;

    private static final class Mapping {
        private final UdpEndpoint inside;
        private final int port;
        private long lastUseMillis;

        private Mapping(UdpEndpoint inside, int port) {
            this.inside = inside;
            this.port = port;
        }
    }

    /** @param idleMillis after which an unused mapping is dropped; 0 for never */
    NatBox(IpAddress publicAddress, long idleMillis, SplittableRandom random) {
        this.publicAddress = publicAddress;
        this.idleMillis = idleMillis;
        this.random = random;
    }

    /** The source that a packet from inside has after the translation. */
    UdpEndpoint outward(UdpEndpoint inside, long now) {
        expire(now);
        Mapping mapping = byInside.computeIfAbsent(inside, i -> {
            Mapping fresh = new Mapping(i, freePort());
            byPort.put(fresh.port, fresh);
            return fresh;
        });
        mapping.lastUseMillis = now;
        return new UdpEndpoint(publicAddress, mapping.port);
    }

    /** Who inside a packet to one of our ports is for. */
    Optional<UdpEndpoint> inward(UdpEndpoint outside, long now) {
        expire(now);
        Mapping mapping = outside.address().equals(publicAddress) ? byPort.get(outside.port()) : null;
        return Optional.ofNullable(mapping).map(m -> m.inside);
    }

    /** Forgets all mappings, as a reboot does: the next packet out gets another port. */
    public void rebind() {
        byInside.clear();
        byPort.clear();
    }

    /** Forgets all mappings and has another public address from now on. */
    public void rebind(IpAddress newPublicAddress) {
        rebind();
        publicAddress = newPublicAddress;
    }

    public IpAddress publicAddress() {
        return publicAddress;
    }

    private void expire(long now) {
        if (idleMillis > 0) {
            byInside.values().removeIf(m -> {
                boolean idle = now - m.lastUseMillis > idleMillis;
                if (idle) {
                    byPort.remove(m.port);
                }
                return idle;
            });
        }
    }

    private int freePort() {
        int port;
        do {
            port = random.nextInt(10_000, 65_000);
        } while (byPort.containsKey(port));
        return port;
    }
}
