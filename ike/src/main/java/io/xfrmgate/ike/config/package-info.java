/** The immutable configuration that the protocol core runs on; the daemon makes it from the StarOS language. */
@NullMarked
package io.xfrmgate.ike.config;

import org.jspecify.annotations.NullMarked;
