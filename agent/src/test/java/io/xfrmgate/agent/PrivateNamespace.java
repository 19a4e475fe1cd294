package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.nativeio.netns.NetworkNamespace;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs a test's body in a network namespace of its own with loopback up; its threads and processes are in it too. */
public final class PrivateNamespace {
    private PrivateNamespace() {}

    /** A test's body. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }

    /** Waits for the body's end. */
    public static void run(Body body) throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            NetworkNamespace.unshare();
            int status = new ProcessBuilder("ip", "link", "set", "lo", "up")
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(status).as("ip link set lo up").isZero();
            body.run();
            return true;
        });
        Thread.ofPlatform().name("private-netns").start(task);
        try {
            assertThat(task.get()).isTrue();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }
}
