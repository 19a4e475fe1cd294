/**
 * The packets and messages of strongSwan's VICI protocol, version 1: what the control socket and its clients speak. Pure
 * codec and a client; it knows nothing of the gateway.
 */
@NullMarked
package io.xfrmgate.agent.vici;

import org.jspecify.annotations.NullMarked;
