package io.xfrmgate.agent;

import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Opens things in the network namespaces of contexts. What was opened there stays there, whoever uses it. */
final class Namespaces {
    private Namespaces() {}

    /**
     * Does work in a namespace, on a thread of its own, which ends with it: a namespace belongs to a thread.
     *
     * @param namespace a name of ip-netns(8), or a path; empty is the daemon's own, where the caller's thread does the work
     * @throws NotEnteredException if the namespace can not be entered; the work was not begun
     */
    static <T> T call(Optional<String> namespace, NetworkNamespace.Work<T, IOException> work) throws IOException {
        if (namespace.isEmpty()) {
            return work.run();
        }
        FutureTask<T> task = new FutureTask<>(() -> {
            try (NetworkNamespace entered = open(namespace.get())) {
                entered.enter();
            } catch (ErrnoException e) {
                throw new NotEnteredException(namespace.get(), e);
            }
            return work.run();
        });
        Thread.ofPlatform().name("netns-" + namespace.get()).daemon().start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while opening network namespace " + namespace.get(), e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failed -> throw failed;
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** There is no such namespace, or the daemon may not enter it. */
    static final class NotEnteredException extends IOException {
        private static final long serialVersionUID = 1L;

        private static final int ENOENT = 2;

        NotEnteredException(String namespace, ErrnoException cause) {
            super(
                    cause.errno() == ENOENT
                            ? "there is no network namespace " + namespace + ": make it (`ip netns add " + namespace
                                    + "`) before the gateway starts, or correct `netns` in the configuration"
                            : "network namespace " + namespace + " can not be entered, which needs CAP_SYS_ADMIN: "
                                    + cause.getMessage(),
                    cause);
        }
    }

    private static NetworkNamespace open(String name) throws ErrnoException {
        return name.startsWith("/") ? NetworkNamespace.at(Path.of(name)) : NetworkNamespace.named(name);
    }
}
