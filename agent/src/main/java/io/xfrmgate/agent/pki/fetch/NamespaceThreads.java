package io.xfrmgate.agent.pki.fetch;

import java.io.IOException;

/** Threads in network namespaces. */
@FunctionalInterface
public interface NamespaceThreads {
    /**
     * Does work on a platform thread that is in a namespace, where the sockets are that it opens, and the threads that it starts;
     * the caller waits.
     *
     * @throws IOException if the namespace can not be entered; the work was not begun
     */
    void run(String namespace, Runnable work) throws IOException;
}
