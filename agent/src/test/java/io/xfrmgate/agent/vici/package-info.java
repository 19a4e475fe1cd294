@NullMarked
package io.xfrmgate.agent.vici;

import org.jspecify.annotations.NullMarked;
