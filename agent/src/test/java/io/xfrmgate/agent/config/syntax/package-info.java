/** Tests of the language's machinery. */
@NullMarked
package io.xfrmgate.agent.config.syntax;

import org.jspecify.annotations.NullMarked;
