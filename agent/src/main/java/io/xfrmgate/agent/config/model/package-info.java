/** What a configuration file says, immutable and typed, with the places where it says so. */
@NullMarked
package io.xfrmgate.agent.config.model;

import org.jspecify.annotations.NullMarked;
