/**
 * The shards: one platform thread each, which owns its IKE SAs, its sockets and its data plane, and runs every datagram
 * to completion. Other threads speak to a shard through {@link io.xfrmgate.agent.loop.Shard}'s public methods only.
 */
@NullMarked
package io.xfrmgate.agent.loop;

import org.jspecify.annotations.NullMarked;
