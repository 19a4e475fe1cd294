/** IKEv2 endpoint, IKE SAs, windows and tasks (RFC 7296). */
@NullMarked
package io.xfrmgate.ike.v2;

import org.jspecify.annotations.NullMarked;
