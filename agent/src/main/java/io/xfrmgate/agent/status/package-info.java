/** The page that a browser sees on the metrics port: read-only, made anew at each request, without scripts. */
@NullMarked
package io.xfrmgate.agent.status;

import org.jspecify.annotations.NullMarked;
