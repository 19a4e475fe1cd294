/** epoll and eventfd. */
@NullMarked
package io.xfrmgate.nativeio.event;

import org.jspecify.annotations.NullMarked;
