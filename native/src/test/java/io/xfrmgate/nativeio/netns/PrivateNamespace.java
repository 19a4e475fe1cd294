package io.xfrmgate.nativeio.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs a test's body in a network namespace of its own, on a thread that ends with it. */
public final class PrivateNamespace {
    private static final long WAIT_NANOS = 20_000_000_000L;

    private PrivateNamespace() {}

    /** A test's body. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }

    /** Runs the body with loopback up, on one CPU, so that packets are delivered in the order sent. Without the privilege it fails: a kernel test that did not run has not passed. */
    public static void run(Body body) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            try {
                NetworkNamespace.unshare();
            } catch (IOException e) {
                throw new AssertionError(
                        "this test needs CAP_SYS_ADMIN for a network namespace of its own; run as root", e);
            }
            CpuAffinity.stay();
            ip("link set lo up");
            body.run();
            return null;
        });
        Thread thread = Thread.ofPlatform().name("private-netns").start(task);
        try {
            task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        } finally {
            thread.join();
        }
    }

    /** Runs ip(8) in the namespace of the calling thread. */
    public static void ip(String arguments) throws IOException, InterruptedException {
        command("ip " + arguments);
    }

    /**
     * Gives an interface that is up an address, and waits until packets to it are taken: of an IPv6 address the kernel makes the local
     * route later, in a work queue (net/ipv6/addrconf.c, addrconf_dad_work).
     */
    public static void address(String address, int prefix, String device) throws IOException, InterruptedException {
        boolean v6 = address.indexOf(':') >= 0;
        ip("addr add " + address + "/" + prefix + " dev " + device + (v6 ? " nodad" : ""));
        long end = System.nanoTime() + WAIT_NANOS;
        while (!output("ip " + (v6 ? "-6" : "-4") + " route show table local")
                .contains("local " + address + " dev " + device + " ")) {
            assertThat(System.nanoTime() - end)
                    .as("no local route to %s", address)
                    .isNegative();
            Thread.sleep(1);
        }
    }

    /** Runs a command in the namespace of the calling thread, which a child process inherits. */
    public static void command(String line) throws IOException, InterruptedException {
        var _ = output(line);
    }

    private static String output(String line) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(line.split(" ")).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", line, output).isZero();
        return output;
    }
}
