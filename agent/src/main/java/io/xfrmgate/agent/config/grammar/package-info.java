/** The StarOS configuration language: its modes, their commands, and how they fill the model. */
@NullMarked
package io.xfrmgate.agent.config.grammar;

import org.jspecify.annotations.NullMarked;
