/** The core as a load generator: many peers of one responder, whose tunnels end in nothing. */
@NullMarked
package io.xfrmgate.agent.load;

import org.jspecify.annotations.NullMarked;
