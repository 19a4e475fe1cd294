package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.dataplane.Lifetime;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.sim.DataPlaneFixture.Side;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A Child SA as two hosts see it: what is inbound here is outbound there.
 *
 * @param leftSpi inbound SPI of the left host
 * @param rightSpi inbound SPI of the right host
 */
record ChildPair(
        int leftSpi,
        int rightSpi,
        ChildSuite suite,
        IpsecMode mode,
        SaPath leftPath,
        int reqid,
        TrafficSelector left,
        TrafficSelector right,
        Lifetime lifetime,
        KernelOptions options) {
    static final ChildSuite AES_GCM =
            new ChildSuite(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, false);

    /** Everything between the inner addresses, in a tunnel between the outer ones. */
    static ChildPair tunnel(DataPlaneFixture hosts, int leftSpi, int rightSpi, int reqid) {
        return new ChildPair(
                leftSpi,
                rightSpi,
                AES_GCM,
                IpsecMode.TUNNEL,
                new SaPath(
                        new UdpEndpoint(hosts.outer(Side.LEFT), UdpEndpoint.NAT_T_PORT),
                        new UdpEndpoint(hosts.outer(Side.RIGHT), UdpEndpoint.NAT_T_PORT),
                        false),
                reqid,
                TrafficSelector.ofHost(hosts.inner(Side.LEFT)),
                TrafficSelector.ofHost(hosts.inner(Side.RIGHT)),
                Lifetime.UNLIMITED,
                KernelOptions.DEFAULT);
    }

    ChildPair with(ChildSuite newSuite) {
        return new ChildPair(leftSpi, rightSpi, newSuite, mode, leftPath, reqid, left, right, lifetime, options);
    }

    ChildPair with(SaPath newLeftPath) {
        return new ChildPair(leftSpi, rightSpi, suite, mode, newLeftPath, reqid, left, right, lifetime, options);
    }

    ChildPair with(Lifetime newLifetime) {
        return new ChildPair(leftSpi, rightSpi, suite, mode, leftPath, reqid, left, right, newLifetime, options);
    }

    ChildPair with(KernelOptions newOptions) {
        return new ChildPair(leftSpi, rightSpi, suite, mode, leftPath, reqid, left, right, lifetime, newOptions);
    }

    ChildPair with(TrafficSelector newLeft, TrafficSelector newRight) {
        return new ChildPair(leftSpi, rightSpi, suite, mode, leftPath, reqid, newLeft, newRight, lifetime, options);
    }

    ChildPair transport(TrafficSelector newLeft, TrafficSelector newRight) {
        return new ChildPair(
                leftSpi, rightSpi, suite, IpsecMode.TRANSPORT, leftPath, reqid, newLeft, newRight, lifetime, options);
    }

    ChildSaSpec on(Side side) {
        boolean here = side == Side.LEFT;
        return new ChildSaSpec(
                here ? leftSpi : rightSpi,
                here ? rightSpi : leftSpi,
                suite,
                keys(here ? leftSpi : rightSpi),
                keys(here ? rightSpi : leftSpi),
                mode,
                here ? leftPath : new SaPath(leftPath.remote(), leftPath.local(), leftPath.encapsulated()),
                reqid,
                List.of(here ? left : right),
                List.of(here ? right : left),
                options,
                lifetime);
    }

    /** Keys that the SPI determines. */
    private ChildKeys keys(int spi) {
        SplittableRandom random = new SplittableRandom(spi);
        byte[] encryption = new byte[suite.encryptionKeyLength()];
        byte[] integrity = new byte[suite.integrityKeyLength()];
        random.nextBytes(encryption);
        random.nextBytes(integrity);
        return new ChildKeys(encryption, integrity);
    }
}
