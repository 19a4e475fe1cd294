package io.xfrmgate.lab.kernel;

import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.dataplane.Lifetime;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.sim.DataPlaneFixture.Side;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.List;
import java.util.Random;

/**
 * Child SAs of the two hosts, as either sees them.
 *
 * @param leftSpi inbound SPI of the left host, outbound SPI of the right one
 */
record ChildSas(
        KernelHosts hosts,
        int leftSpi,
        int rightSpi,
        ChildSuite suite,
        SaPath leftPath,
        TrafficSelector left,
        TrafficSelector right,
        KernelOptions options) {
    static final ChildSuite GCM = new ChildSuite(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, false);
    static final int REQID = 7;

    /** All between the inner addresses, by GCM, in a tunnel without encapsulation. */
    static ChildSas tunnel(KernelHosts hosts) {
        SaPath path = new SaPath(
                new UdpEndpoint(hosts.outer(Side.LEFT), 4500), new UdpEndpoint(hosts.outer(Side.RIGHT), 4500), false);
        return new ChildSas(
                hosts,
                0x1001,
                0x2001,
                GCM,
                path,
                TrafficSelector.ofHost(hosts.inner(Side.LEFT)),
                TrafficSelector.ofHost(hosts.inner(Side.RIGHT)),
                KernelOptions.DEFAULT);
    }

    ChildSas with(ChildSuite newSuite) {
        return new ChildSas(hosts, leftSpi, rightSpi, newSuite, leftPath, left, right, options);
    }

    ChildSas with(SaPath newLeftPath) {
        return new ChildSas(hosts, leftSpi, rightSpi, suite, newLeftPath, left, right, options);
    }

    ChildSas with(KernelOptions newOptions) {
        return new ChildSas(hosts, leftSpi, rightSpi, suite, leftPath, left, right, newOptions);
    }

    ChildSas with(TrafficSelector newLeft, TrafficSelector newRight) {
        return new ChildSas(hosts, leftSpi, rightSpi, suite, leftPath, newLeft, newRight, options);
    }

    ChildSas withSpis(int newLeftSpi, int newRightSpi) {
        return new ChildSas(hosts, newLeftSpi, newRightSpi, suite, leftPath, left, right, options);
    }

    ChildSaSpec on(Side side) {
        boolean here = side == Side.LEFT;
        SaPath path = here ? leftPath : new SaPath(leftPath.remote(), leftPath.local(), leftPath.encapsulated());
        return new ChildSaSpec(
                here ? leftSpi : rightSpi,
                here ? rightSpi : leftSpi,
                suite,
                keys(here ? leftSpi : rightSpi),
                keys(here ? rightSpi : leftSpi),
                IpsecMode.TUNNEL,
                path,
                REQID,
                List.of(here ? left : right),
                List.of(here ? right : left),
                options,
                Lifetime.UNLIMITED);
    }

    private ChildKeys keys(int seed) {
        Random random = new Random(seed);
        byte[] encryption = new byte[suite.encryptionKeyLength()];
        byte[] integrity = new byte[suite.integrityKeyLength()];
        random.nextBytes(encryption);
        random.nextBytes(integrity);
        return new ChildKeys(encryption, integrity);
    }

    boolean send(Side from) {
        Side to = from == Side.LEFT ? Side.RIGHT : Side.LEFT;
        return hosts.udp(from, hosts.inner(from), hosts.inner(to), 40_000, 40_001, 100);
    }

    static UdpEndpoint endpoint(String address, int port) {
        return new UdpEndpoint(IpAddress.parse(address), port);
    }
}
