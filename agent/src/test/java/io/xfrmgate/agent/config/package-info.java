/** Tests of the configuration language. */
@NullMarked
package io.xfrmgate.agent.config;

import org.jspecify.annotations.NullMarked;
