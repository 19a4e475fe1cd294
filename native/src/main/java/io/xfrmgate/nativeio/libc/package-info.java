/** The one class of calls to libc, and errno as a value. */
@NullMarked
package io.xfrmgate.nativeio.libc;

import org.jspecify.annotations.NullMarked;
