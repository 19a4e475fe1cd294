@NullMarked
package io.xfrmgate.agent.pki.path;

import org.jspecify.annotations.NullMarked;
