package io.xfrmgate.nativeio.netns;

import io.xfrmgate.nativeio.libc.Descriptor;
import io.xfrmgate.nativeio.libc.ErrnoException;
import java.nio.file.Path;

/**
 * A network namespace, held open. Being in a namespace is a property of a thread, which its children inherit; a socket
 * stays in the namespace it was made in. All of it needs CAP_SYS_ADMIN.
 */
public final class NetworkNamespace implements AutoCloseable {
    /** Where ip-netns(8) keeps named namespaces. */
    public static final Path NAMED = Path.of("/run/netns");

    private static final String OWN = "/proc/thread-self/ns/net";
    private static final int CLONE_NEWNET = 0x4000_0000;

    private final Descriptor descriptor;
    private final String what;

    private NetworkNamespace(Descriptor descriptor, String what) {
        this.descriptor = descriptor;
        this.what = what;
    }

    /**
     * The namespace of that name (ip netns add NAME).
     *
     * @throws ErrnoException ENOENT if there is none
     */
    public static NetworkNamespace named(String name) throws ErrnoException {
        if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
            throw new IllegalArgumentException("not a namespace's name: " + name);
        }
        return at(NAMED.resolve(name));
    }

    /** The namespace bound to a file, such as {@code /proc/PID/ns/net}. */
    public static NetworkNamespace at(Path file) throws ErrnoException {
        return new NetworkNamespace(Descriptor.openForReading(file.toString()), "network namespace " + file);
    }

    /** The namespace of the calling thread. */
    public static NetworkNamespace current() throws ErrnoException {
        return new NetworkNamespace(Descriptor.openForReading(OWN), "the thread's own network namespace");
    }

    /** Gives the calling thread a new, empty namespace; it ends with its last thread and socket. */
    public static void unshare() throws ErrnoException {
        requirePlatformThread();
        Descriptor.unshare(CLONE_NEWNET);
    }

    /** Moves the calling thread into this namespace for good. */
    public void enter() throws ErrnoException {
        requirePlatformThread();
        descriptor.enterNamespace(CLONE_NEWNET, what);
    }

    /** Work that may fail in one way. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /**
     * Does some work, such as opening sockets, with the calling thread in this namespace, then goes back. Threads started
     * by the work stay in this namespace.
     *
     * @throws ErrnoException if the namespace can not be entered; the work was not begun
     * @throws IllegalStateException if there is no way back: the thread must end
     */
    public <T, E extends Exception> T call(Work<T, E> work) throws E, ErrnoException {
        requirePlatformThread();
        try (NetworkNamespace home = current()) {
            enter();
            try {
                return work.run();
            } finally {
                home.goBack();
            }
        }
    }

    private void goBack() {
        try {
            enter();
        } catch (ErrnoException e) {
            throw new IllegalStateException("the thread is caught in another network namespace", e);
        }
    }

    private static void requirePlatformThread() {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException(
                    "a namespace belongs to a kernel thread, a virtual thread may change its own");
        }
    }

    /** Lets go of the namespace. */
    @Override
    public void close() {
        descriptor.close();
    }
}
