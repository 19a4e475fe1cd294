@NullMarked
package io.xfrmgate.agent.capture;

import org.jspecify.annotations.NullMarked;
