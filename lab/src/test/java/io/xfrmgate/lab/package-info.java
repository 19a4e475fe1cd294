@NullMarked
package io.xfrmgate.lab;

import org.jspecify.annotations.NullMarked;
