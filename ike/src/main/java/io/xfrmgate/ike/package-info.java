/** The IKE protocol as a pure state machine: no socket, thread, file or clock in it. */
@NullMarked
package io.xfrmgate.ike;

import org.jspecify.annotations.NullMarked;
