package io.xfrmgate.nativeio.event;

import com.sun.jna.Memory;
import io.xfrmgate.nativeio.libc.Descriptor;
import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.libc.ErrnoException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Level-triggered epoll(7). Each descriptor is added with a number of the caller's, the key, by which events name it. What
 * the accessors say of event {@code i} holds until the next {@link #await}. One thread owns it.
 *
 * <pre>struct epoll_event { u32 events; u64 data; }   packed (12 octets) on x86-64, else 16</pre>
 */
public final class Epoll implements AutoCloseable {
    /** There is something to read. */
    public static final int READABLE = 0x001;
    /** There is room to write. */
    public static final int WRITABLE = 0x004;

    private static final int ERROR = 0x008;
    private static final int HANG_UP = 0x010;

    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLL_CTL_MOD = 3;

    private final Descriptor descriptor;
    private final int capacity;
    private final int eventSize;
    private final int dataOffset;
    private final Memory memory;
    private final ByteBuffer events;
    private int count;

    private Epoll(Descriptor descriptor, int capacity) {
        boolean packed = "amd64".equals(System.getProperty("os.arch"));
        this.descriptor = descriptor;
        this.capacity = capacity;
        this.eventSize = packed ? 12 : 16;
        this.dataOffset = packed ? 4 : 8;
        this.memory = new Memory((long) capacity * eventSize);
        this.events = memory.getByteBuffer(0, memory.size()).order(ByteOrder.nativeOrder());
    }

    /** @param capacity the most events one {@link #await} may give */
    public static Epoll open(int capacity) throws ErrnoException {
        if (capacity < 1) {
            throw new IllegalArgumentException("room for at least one event, not " + capacity);
        }
        return new Epoll(Descriptor.epoll(), capacity);
    }

    /**
     * Watches a descriptor.
     *
     * @param interest {@link #READABLE}, {@link #WRITABLE} or both; errors always wake
     */
    public void add(int fd, int key, int interest) throws ErrnoException {
        control("add", EPOLL_CTL_ADD, fd, key, interest);
    }

    /** Changes key and interest of a watched descriptor. */
    public void modify(int fd, int key, int interest) throws ErrnoException {
        control("modify", EPOLL_CTL_MOD, fd, key, interest);
    }

    /** Stops watching; closing the descriptor does so too. */
    public void remove(int fd) throws ErrnoException {
        control("remove", EPOLL_CTL_DEL, fd, 0, 0);
    }

    private void control(String name, int operation, int fd, int key, int interest) throws ErrnoException {
        try (Memory event = new Memory(eventSize)) {
            event.clear();
            event.setInt(0, interest);
            event.setInt(dataOffset, key);
            descriptor.epollControl(name, operation, fd, event);
        }
    }

    /**
     * Waits for events; returns how many there are, 0 when the time is up or a signal came.
     *
     * @param timeoutMillis 0 not to wait, negative to wait for ever
     */
    public int await(int timeoutMillis) throws ErrnoException {
        int result = descriptor.epollWait(memory, capacity, timeoutMillis);
        if (result < 0 && result != -Errno.EINTR.number()) {
            throw new ErrnoException("epoll_wait", -result);
        }
        count = Math.max(result, 0);
        return count;
    }

    /** The key of the descriptor of event {@code i}. */
    public int key(int i) {
        return events.getInt(held(i) + dataOffset);
    }

    /** Whether event {@code i} says that reading will not block; so it is too at the end of a stream or on an error. */
    public boolean isReadable(int i) {
        return (events.getInt(held(i)) & (READABLE | ERROR | HANG_UP)) != 0;
    }

    /** Whether event {@code i} says that writing will not block. */
    public boolean isWritable(int i) {
        return (events.getInt(held(i)) & WRITABLE) != 0;
    }

    /** Whether event {@code i} tells of an error or a hang-up. */
    public boolean isFailed(int i) {
        return (events.getInt(held(i)) & (ERROR | HANG_UP)) != 0;
    }

    private int held(int i) {
        if (i >= count) {
            throw new IndexOutOfBoundsException("event " + i + " of " + count);
        }
        return i * eventSize;
    }

    /** Closes the epoll instance; the descriptors it watched stay open. */
    @Override
    public void close() {
        descriptor.close();
    }
}
