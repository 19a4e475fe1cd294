/** Addresses and routes of the kernel that follow the internal addresses. */
@NullMarked
package io.xfrmgate.agent.route;

import org.jspecify.annotations.NullMarked;
