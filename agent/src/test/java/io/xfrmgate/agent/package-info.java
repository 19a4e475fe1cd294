@NullMarked
package io.xfrmgate.agent;

import org.jspecify.annotations.NullMarked;
