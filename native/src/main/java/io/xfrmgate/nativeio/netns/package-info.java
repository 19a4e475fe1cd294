/** Network namespaces: to make sockets in one and come back. */
@NullMarked
package io.xfrmgate.nativeio.netns;

import org.jspecify.annotations.NullMarked;
