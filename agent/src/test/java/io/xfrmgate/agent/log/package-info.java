@NullMarked
package io.xfrmgate.agent.log;

import org.jspecify.annotations.NullMarked;
