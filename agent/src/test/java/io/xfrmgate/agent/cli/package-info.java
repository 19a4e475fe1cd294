@NullMarked
package io.xfrmgate.agent.cli;

import org.jspecify.annotations.NullMarked;
