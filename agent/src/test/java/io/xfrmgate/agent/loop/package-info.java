@NullMarked
package io.xfrmgate.agent.loop;

import org.jspecify.annotations.NullMarked;
