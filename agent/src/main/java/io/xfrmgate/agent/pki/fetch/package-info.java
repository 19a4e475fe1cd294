/** Fetching by HTTP, FTP and from files: bounded in size and time, once for all who wait, kept and renewed. */
@NullMarked
package io.xfrmgate.agent.pki.fetch;

import org.jspecify.annotations.NullMarked;
