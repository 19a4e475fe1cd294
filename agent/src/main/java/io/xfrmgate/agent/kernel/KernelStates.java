package io.xfrmgate.agent.kernel;

import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.dataplane.Lifetime;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.nativeio.xfrm.Encapsulation;
import io.xfrmgate.nativeio.xfrm.LifetimeLimits;
import io.xfrmgate.nativeio.xfrm.Mark;
import io.xfrmgate.nativeio.xfrm.ReplayEsn;
import io.xfrmgate.nativeio.xfrm.Sa;
import io.xfrmgate.nativeio.xfrm.SaAttributes;
import io.xfrmgate.nativeio.xfrm.SaFlag;
import io.xfrmgate.nativeio.xfrm.SaId;
import io.xfrmgate.nativeio.xfrm.SaInfo;
import io.xfrmgate.nativeio.xfrm.XfrmMode;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A Child SA's two states as the kernel holds them. */
final class KernelStates {
    /** The window that fits into xfrm_usersa_info; a larger one needs the bitmap of XFRMA_REPLAY_ESN_VAL. */
    private static final int LEGACY_WINDOW = 32;

    private KernelStates() {}

    /** What names a state in the kernel. */
    record Key(SaId id, Optional<Mark> mark) {}

    static Key inboundKey(int spi, SaPath path, KernelOptions options) {
        return new Key(SaId.esp(path.local().address().toInetAddress(), spi), mark(options));
    }

    static Key outboundKey(int spi, SaPath path, KernelOptions options) {
        return new Key(SaId.esp(path.remote().address().toInetAddress(), spi), mark(options));
    }

    static Key inboundKey(ChildSaRef child) {
        return inboundKey(child.inboundSpi(), child.path(), child.options());
    }

    static Key outboundKey(ChildSaRef child) {
        return outboundKey(child.outboundSpi(), child.path(), child.options());
    }

    static Optional<Mark> mark(KernelOptions options) {
        return options.markMask() == 0 ? Optional.empty() : Optional.of(new Mark(options.mark(), options.markMask()));
    }

    static XfrmMode mode(IpsecMode mode) {
        return switch (mode) {
            case TUNNEL -> XfrmMode.TUNNEL;
            case TRANSPORT -> XfrmMode.TRANSPORT;
        };
    }

    static Sa inbound(ChildSaSpec child) {
        SaPath path = child.path();
        return state(
                child,
                inboundKey(child.inboundSpi(), path, child.options()),
                path.remote(),
                child.inboundKeys(),
                child.options().replayWindow(),
                encapsulation(path.remote(), path.local(), path.encapsulated()),
                0);
    }

    /**
     * An outbound state needs no window, and kernels from 6.10 on want none where the direction is said. Without saying it
     * all kernels take the smallest one where extended sequence numbers need a bitmap.
     */
    static Sa outbound(ChildSaSpec child) {
        SaPath path = child.path();
        boolean padded = child.mode() == IpsecMode.TUNNEL;
        return state(
                child,
                outboundKey(child.outboundSpi(), path, child.options()),
                path.local(),
                child.outboundKeys(),
                child.suite().esn() ? Math.min(child.options().replayWindow(), LEGACY_WINDOW) : 0,
                encapsulation(path.local(), path.remote(), path.encapsulated()),
                padded ? child.options().tfcPadding() : 0);
    }

    private static Sa state(
            ChildSaSpec child,
            Key key,
            UdpEndpoint source,
            ChildKeys keys,
            int window,
            Optional<Encapsulation> encapsulation,
            int tfcPadding) {
        boolean bitmap = child.suite().esn() || window > LEGACY_WINDOW;
        SaInfo info = SaInfo.of(key.id(), source.address().toInetAddress(), child.reqid(), mode(child.mode()))
                .withLimits(limits(child.lifetime()))
                .withReplay(bitmap ? 0 : window, flags(child));
        SaAttributes.Builder attributes = new SaAttributes.Builder()
                .encapsulation(encapsulation)
                .mark(key.mark())
                .interfaceId(child.options().ifId())
                .tfcPadding(tfcPadding);
        KernelAlgorithms.of(child.suite(), keys).forEach(attributes::algorithm);
        if (bitmap) {
            attributes.replayEsn(ReplayEsn.fresh(window));
        }
        return new Sa(info, attributes.build());
    }

    private static Set<SaFlag> flags(ChildSaSpec child) {
        EnumSet<SaFlag> flags = EnumSet.noneOf(SaFlag.class);
        if (child.suite().esn()) {
            flags.add(SaFlag.ESN);
        }
        if (child.mode() == IpsecMode.TUNNEL) {
            flags.add(SaFlag.AF_UNSPEC); // IPv4 and IPv6 may both go through the tunnel
            if (child.options().clearDontFragment()) {
                flags.add(SaFlag.NO_PMTU_DISCOVERY);
            }
        }
        return flags;
    }

    static LifetimeLimits limits(Lifetime lifetime) {
        return LifetimeLimits.ofCounts(
                lifetime.softBytes(), lifetime.hardBytes(), lifetime.softPackets(), lifetime.hardPackets());
    }

    static Optional<Encapsulation> encapsulation(UdpEndpoint source, UdpEndpoint destination, boolean encapsulated) {
        return encapsulated
                ? Optional.of(new Encapsulation(
                        Encapsulation.ESP_IN_UDP,
                        source.port(),
                        destination.port(),
                        IpAddress.any(source.address().isV6()).toInetAddress()))
                : Optional.empty();
    }
}
