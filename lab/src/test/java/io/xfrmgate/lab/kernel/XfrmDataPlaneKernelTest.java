package io.xfrmgate.lab.kernel;

import io.xfrmgate.ike.sim.DataPlaneContract;
import io.xfrmgate.ike.sim.DataPlaneFixture;

/** The contract of all data planes, against the kernel, between IPv4 addresses. */
final class XfrmDataPlaneKernelTest extends DataPlaneContract {
    @Override
    protected DataPlaneFixture open() {
        return new KernelHosts(false);
    }
}
