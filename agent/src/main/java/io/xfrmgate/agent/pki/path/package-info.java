/** Paths of certificates (RFC 5280 section 6): found, judged, and compared with the identity that a peer claims. */
@NullMarked
package io.xfrmgate.agent.pki.path;

import org.jspecify.annotations.NullMarked;
