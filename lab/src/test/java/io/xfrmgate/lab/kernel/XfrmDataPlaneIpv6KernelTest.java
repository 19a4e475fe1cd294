package io.xfrmgate.lab.kernel;

import io.xfrmgate.ike.sim.DataPlaneContract;
import io.xfrmgate.ike.sim.DataPlaneFixture;

/** The contract of all data planes, against the kernel, between IPv6 addresses. */
final class XfrmDataPlaneIpv6KernelTest extends DataPlaneContract {
    @Override
    protected DataPlaneFixture open() {
        return new KernelHosts(true);
    }
}
