package io.xfrmgate.agent.control;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;

/** One command of the control socket. Runs on a thread of its client's own, and may wait. */
@FunctionalInterface
public interface ControlCommand {
    /**
     * Does what is asked.
     *
     * @return the answer
     * @throws IOException if the client is gone, or the kernel does not answer; the message is for the client
     */
    ViciMessage run(ViciMessage request, Client client) throws IOException, InterruptedException;

    /** Who asks. */
    interface Client {
        /**
         * Sends an event that belongs to the answer, if the client has registered for it. Waits for a client that reads
         * slowly, not for one that does not read.
         */
        void stream(String event, ViciMessage message) throws IOException;

        /** The user on the other end, as the log shows it: {@code uid=0}. */
        String who();

        /** Whether the user is root or the daemon's own, who could read the daemon's memory as well. */
        boolean mayTakeKeys();
    }
}
