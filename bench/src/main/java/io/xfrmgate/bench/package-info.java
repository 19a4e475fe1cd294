/** What single parts of an exchange cost, by JMH. */
@NullMarked
package io.xfrmgate.bench;

import org.jspecify.annotations.NullMarked;
