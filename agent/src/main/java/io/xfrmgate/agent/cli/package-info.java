/** The command line. Exit status 0: done; 1: it failed; 2: the command or the configuration is wrong. */
@NullMarked
package io.xfrmgate.agent.cli;

import org.jspecify.annotations.NullMarked;
