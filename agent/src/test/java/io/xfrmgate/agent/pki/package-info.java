@NullMarked
package io.xfrmgate.agent.pki;

import org.jspecify.annotations.NullMarked;
