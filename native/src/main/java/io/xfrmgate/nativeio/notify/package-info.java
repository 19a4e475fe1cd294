/** systemd's readiness protocol. */
@NullMarked
package io.xfrmgate.nativeio.notify;

import org.jspecify.annotations.NullMarked;
