package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SignalsTest {
    @Test
    void runsTheHandlerWheneverTheSignalComes() throws Exception {
        Semaphore came = new Semaphore(0);
        Signals.handle("WINCH", came::release); // of no use to a test's JVM
        Class<?> signal = Class.forName("sun.misc.Signal");
        for (int i = 0; i < 2; i++) {
            signal.getMethod("raise", signal)
                    .invoke(null, signal.getConstructor(String.class).newInstance("WINCH"));
            assertThat(came.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
