@NullMarked
package io.xfrmgate.agent.control;

import org.jspecify.annotations.NullMarked;
