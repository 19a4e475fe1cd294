@NullMarked
package io.xfrmgate.agent.telemetry;

import org.jspecify.annotations.NullMarked;
