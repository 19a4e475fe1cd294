/** The kernel as a data plane: Child SAs become states and policies of XFRM. Each instance is used by one shard's thread. */
@NullMarked
package io.xfrmgate.agent.kernel;

import org.jspecify.annotations.NullMarked;
