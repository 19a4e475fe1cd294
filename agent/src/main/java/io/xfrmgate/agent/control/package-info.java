/**
 * The control socket: commands and events in strongSwan's VICI protocol, so that {@code swanctl} works, and some of our
 * own. Each client has virtual threads of its own, reads snapshots, and asks the shards as any other thread does; none can
 * make a shard wait, and one that does not read is dropped.
 */
@NullMarked
package io.xfrmgate.agent.control;

import org.jspecify.annotations.NullMarked;
