/** The StarOS configuration language and its translation into the protocol core's configuration. */
@NullMarked
package io.xfrmgate.agent.config;

import org.jspecify.annotations.NullMarked;
