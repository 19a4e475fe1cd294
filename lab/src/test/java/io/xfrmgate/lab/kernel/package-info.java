/** Tests that need a kernel with ESP: KernelIT runs them inside the lab's kernel, as root, in one boot. */
@NullMarked
package io.xfrmgate.lab.kernel;

import org.jspecify.annotations.NullMarked;
