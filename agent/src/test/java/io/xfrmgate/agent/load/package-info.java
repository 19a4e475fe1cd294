/** Load: the generator's tests, and the benchmarks' responder. */
@NullMarked
package io.xfrmgate.agent.load;

import org.jspecify.annotations.NullMarked;
