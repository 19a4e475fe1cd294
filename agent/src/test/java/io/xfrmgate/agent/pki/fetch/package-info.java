@NullMarked
package io.xfrmgate.agent.pki.fetch;

import org.jspecify.annotations.NullMarked;
