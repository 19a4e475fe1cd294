/**
 * Authentication by AAA servers: peers' EAP goes to them by RADIUS (RFC 2865, RFC 3579), and what they say comes back to the
 * shards. Nothing here is done on a shard's thread.
 */
@NullMarked
package io.xfrmgate.agent.aaa;

import org.jspecify.annotations.NullMarked;
