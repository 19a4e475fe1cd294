package io.xfrmgate.nativeio.event;

import com.sun.jna.Memory;
import io.xfrmgate.nativeio.libc.Descriptor;
import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.libc.ErrnoException;

/** Wakes a thread out of {@link Epoll#await} from any other thread. */
public final class EventFd implements AutoCloseable {
    private final Descriptor descriptor;
    private final Memory one = new Memory(Long.BYTES);
    private final Memory drained = new Memory(Long.BYTES);
    private boolean closed;

    private EventFd(Descriptor descriptor) {
        this.descriptor = descriptor;
        one.setLong(0, 1);
    }

    /** Opens one. */
    public static EventFd open() throws ErrnoException {
        return new EventFd(Descriptor.eventfd());
    }

    /** The descriptor, for epoll; readable after {@link #wake}. */
    public int fd() {
        return descriptor.fd();
    }

    /** Makes the descriptor readable. Any thread may call it; after {@link #close} it does nothing. */
    public synchronized void wake() {
        if (closed) {
            return;
        }
        long written = descriptor.write(one, Long.BYTES);
        // EAGAIN: the counter is at its maximum, so the descriptor is readable already.
        if (written < 0 && written != -Errno.EAGAIN.number()) {
            throw new IllegalStateException("write to an eventfd failed with " + new Errno((int) -written));
        }
    }

    /** Makes the descriptor unreadable until the next {@link #wake}; whether it was readable. Only its owner calls it. */
    public boolean drain() {
        return descriptor.read(drained, Long.BYTES) > 0;
    }

    /** Closes the descriptor. */
    @Override
    public synchronized void close() {
        closed = true;
        descriptor.close();
    }
}
