/** The daemon: wiring, shards, configuration, data plane, command line. */
@NullMarked
package io.xfrmgate.agent;

import org.jspecify.annotations.NullMarked;
