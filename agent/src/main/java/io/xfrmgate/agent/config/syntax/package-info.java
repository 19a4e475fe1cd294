/** Machinery of a line-oriented command language: words, modes, matching, findings with positions. It knows nothing of IPsec. */
@NullMarked
package io.xfrmgate.agent.config.syntax;

import org.jspecify.annotations.NullMarked;
