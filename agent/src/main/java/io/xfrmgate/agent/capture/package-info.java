/** Captures of one peer's IKE for Wireshark: what the daemon collects, and the two files that its client writes. */
@NullMarked
package io.xfrmgate.agent.capture;

import org.jspecify.annotations.NullMarked;
