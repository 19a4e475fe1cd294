@org.jspecify.annotations.NullMarked
package io.xfrmgate.agent.status;
