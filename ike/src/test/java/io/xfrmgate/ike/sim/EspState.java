package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.SaUsage;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.Lifetime;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.IpAddress;

/** One unidirectional ESP state, struct xfrm_state of the simulated kernel. */
final class EspState {
    final int spi;
    final boolean inbound;
    final ChildSuite suite;
    final ChildKeys keys;
    final IpsecMode mode;
    final int reqid;
    final long installedMillis;
    /** Installed later is greater. */
    final long order;

    private final Lifetime lifetime;
    private final ReplayWindow window;
    private SaPath path;
    private long sequence;
    private long bytes;
    private long packets;
    private long replayDrops;
    private long integrityFailures;
    private long firstUseMillis;
    private long lastUseMillis;
    private boolean dying;
    private boolean stale;

    EspState(ChildSaSpec child, boolean inbound, long now, long order) {
        this.spi = inbound ? child.inboundSpi() : child.outboundSpi();
        this.inbound = inbound;
        this.suite = child.suite();
        ChildKeys given = inbound ? child.inboundKeys() : child.outboundKeys();
        // A copy, because the core wipes its own once they are installed.
        this.keys = new ChildKeys(given.encryption().clone(), given.integrity().clone());
        this.mode = child.mode();
        this.reqid = child.reqid();
        this.path = child.path();
        this.lifetime = child.lifetime();
        this.window = new ReplayWindow(child.options().replayWindow());
        this.installedMillis = now;
        this.order = order;
    }

    IpAddress destination() {
        return (inbound ? path.local() : path.remote()).address();
    }

    SaPath path() {
        return path;
    }

    void move(SaPath newPath) {
        path = newPath;
    }

    /** Its soft limit is met: the kernel prefers another one, where there is one. */
    boolean isDying() {
        return dying;
    }

    void markDying() {
        dying = true;
    }

    /** Left behind by a daemon that is gone. */
    boolean isStale() {
        return stale;
    }

    void markStale() {
        stale = true;
    }

    /** As xfrm_state_check_expire: looked at before a packet is counted, so that a limit of n lets n packets pass. */
    boolean isHardLimitMet() {
        return isMet(lifetime.hardBytes(), bytes) || isMet(lifetime.hardPackets(), packets);
    }

    boolean isSoftLimitMet() {
        return isMet(lifetime.softBytes(), bytes) || isMet(lifetime.softPackets(), packets);
    }

    private static boolean isMet(long limit, long count) {
        return limit > 0 && count >= limit;
    }

    long nextSequence() {
        return ++sequence;
    }

    /** Whether the sender used the same algorithms and keys; counts if not. */
    boolean opens(SimPacket packet) {
        boolean same = packet.suite().equals(suite) && packet.keys().equals(keys) && packet.mode() == mode;
        if (!same) {
            integrityFailures++;
        }
        return same;
    }

    /** Whether the packet is new; counts if not. */
    boolean isNew(SimPacket packet) {
        boolean accepted = window.accept(packet.sequence());
        if (!accepted) {
            replayDrops++;
        }
        return accepted;
    }

    void count(int octets, long now) {
        bytes += octets;
        packets++;
        lastUseMillis = now;
        if (firstUseMillis == 0) {
            firstUseMillis = now;
        }
    }

    /** When the first packet went through; 0 for never. */
    long firstUseMillis() {
        return firstUseMillis;
    }

    SaUsage usage() {
        return new SaUsage(bytes, packets, replayDrops, integrityFailures, lastUseMillis / 1000);
    }

    InstalledState view() {
        return new InstalledState(spi, destination(), reqid);
    }
}
