/**
 * What the daemon tells its operator: one line an event, {@code event=name key=value …}, on standard error. Event names and
 * keys are stable; no line holds a key or a secret, and nothing that a peer sent can break a line.
 */
@NullMarked
package io.xfrmgate.agent.log;

import org.jspecify.annotations.NullMarked;
