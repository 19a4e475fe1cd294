/** Scenarios on a real kernel and the rules of the house. */
@NullMarked
package io.xfrmgate.lab;

import org.jspecify.annotations.NullMarked;
