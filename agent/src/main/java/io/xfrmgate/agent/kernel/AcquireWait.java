package io.xfrmgate.agent.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the kernel waits for the answer to an acquire before it tells it again (net.core.xfrm_acq_expires): meanwhile it
 * drops what meets the trap, and asks no second time. The state that answers it ends it at once. The kernel's own 30 s are
 * longer than a set-up may take, so that traffic would be dropped for some time after one that failed.
 */
final class AcquireWait {
    private static final Logger LOG = LoggerFactory.getLogger(AcquireWait.class);
    /** That of the thread's network namespace. */
    private static final Path SETTING = Path.of("/proc/sys/net/core/xfrm_acq_expires");

    private static final String KERNEL_DEFAULT = "30";
    private static final String SECONDS = "10";

    private AcquireWait() {}

    /** Shortens it, unless the operator has set it to something else than the kernel's default. */
    static void shorten() {
        try {
            if (Files.readString(SETTING).strip().equals(KERNEL_DEFAULT)) {
                Files.writeString(SETTING, SECONDS);
            }
        } catch (IOException e) {
            LOG.debug("net.core.xfrm_acq_expires stays as it is: {}", e.getMessage());
        }
    }
}
