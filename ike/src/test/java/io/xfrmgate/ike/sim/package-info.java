/** The test kit: gateways, networks and kernels on a virtual clock, all from one seed. */
@NullMarked
package io.xfrmgate.ike.sim;

import org.jspecify.annotations.NullMarked;
