package io.xfrmgate.nativeio.libc;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/**
 * An open file descriptor and the calls on it. What can fail in the normal course of work (an empty queue, an
 * unreachable peer) comes back as a value, {@code -errno}; what can not, as an {@link ErrnoException}.
 *
 * <p>Owned by one thread, like the number beneath it: after {@link #close} the kernel may give that number to another.
 */
public final class Descriptor implements AutoCloseable {
    private static final int O_RDONLY = 0;
    private static final int O_CLOEXEC = 0x80000; // the same value as SOCK_CLOEXEC, EFD_CLOEXEC, EPOLL_CLOEXEC
    private static final int O_NONBLOCK = 0x800;
    private static final int CLOSED = -1;
    private static final int EBADF = 9;

    private int fd;

    private Descriptor(int fd) {
        this.fd = fd;
    }

    /** A socket that does not block and is not inherited by children. */
    public static Descriptor socket(int domain, int type, int protocol) throws ErrnoException {
        try {
            return new Descriptor(LibC.socket(domain, type | O_CLOEXEC | O_NONBLOCK, protocol));
        } catch (LastErrorException e) {
            throw ErrnoException.of("socket", e);
        }
    }

    /** An eventfd that does not block. */
    public static Descriptor eventfd() throws ErrnoException {
        try {
            return new Descriptor(LibC.eventfd(0, O_CLOEXEC | O_NONBLOCK));
        } catch (LastErrorException e) {
            throw ErrnoException.of("eventfd", e);
        }
    }

    /** An epoll instance. */
    public static Descriptor epoll() throws ErrnoException {
        try {
            return new Descriptor(LibC.epoll_create1(O_CLOEXEC));
        } catch (LastErrorException e) {
            throw ErrnoException.of("epoll_create1", e);
        }
    }

    /** A file opened for reading. */
    public static Descriptor openForReading(String path) throws ErrnoException {
        try {
            return new Descriptor(LibC.open(path, O_RDONLY | O_CLOEXEC));
        } catch (LastErrorException e) {
            throw ErrnoException.of("open " + path, e);
        }
    }

    /** The number, for epoll. */
    public int fd() {
        if (fd == CLOSED) {
            throw new IllegalStateException("the descriptor is closed");
        }
        return fd;
    }

    /**
     * Binds to a socket address.
     *
     * @param what names the address in an error
     */
    public void bind(Pointer address, int length, String what) throws ErrnoException {
        try {
            LibC.bind(fd(), address, length);
        } catch (LastErrorException e) {
            throw ErrnoException.of("bind " + what, e);
        }
    }

    /** Writes the socket's own address into {@code address}. */
    public void localAddress(Pointer address, int capacity) throws ErrnoException {
        try (Memory length = new Memory(Integer.BYTES)) {
            length.setInt(0, capacity);
            LibC.getsockname(fd(), address, length);
        } catch (LastErrorException e) {
            throw ErrnoException.of("getsockname", e);
        }
    }

    /** Sets an option of type int; {@code name} is for the error text. */
    public void option(String name, int level, int option, int value) throws ErrnoException {
        try (Memory memory = new Memory(Integer.BYTES)) {
            memory.setInt(0, value);
            option(name, level, option, memory, Integer.BYTES);
        }
    }

    /** Sets an option of any type; {@code name} is for the error text. */
    public void option(String name, int level, int option, Pointer value, int length) throws ErrnoException {
        try {
            LibC.setsockopt(fd(), level, option, value, length);
        } catch (LastErrorException e) {
            throw ErrnoException.of("setsockopt " + name, e);
        }
    }

    /** Reads an option of any type into {@code value}; {@code name} is for the error text. */
    public void readOption(String name, int level, int option, Pointer value, int capacity) throws ErrnoException {
        try (Memory length = new Memory(Integer.BYTES)) {
            length.setInt(0, capacity);
            LibC.getsockopt(fd(), level, option, value, length);
        } catch (LastErrorException e) {
            throw ErrnoException.of("getsockopt " + name, e);
        }
    }

    /** Reads an option of type int; {@code name} is for the error text. */
    public int intOption(String name, int level, int option) throws ErrnoException {
        try (Memory value = new Memory(Integer.BYTES)) {
            readOption(name, level, option, value, Integer.BYTES);
            return value.getInt(0);
        }
    }

    /** recvmmsg(2): datagrams received, or {@code -errno}. */
    public int receiveMany(Pointer headers, int count) {
        try {
            return LibC.recvmmsg(fd(), headers, count, 0, Pointer.NULL);
        } catch (LastErrorException e) {
            return -e.getErrorCode();
        }
    }

    /** sendmmsg(2): datagrams sent, or {@code -errno} of the first one. */
    public int sendMany(Pointer headers, int count) {
        try {
            return LibC.sendmmsg(fd(), headers, count, 0);
        } catch (LastErrorException e) {
            return -e.getErrorCode();
        }
    }

    /** sendto(2): octets sent, or {@code -errno}. */
    public long sendTo(Pointer data, long length, int flags, Pointer address, int addressLength) {
        try {
            return LibC.sendto(fd(), data, length, flags, address, addressLength);
        } catch (LastErrorException e) {
            return -e.getErrorCode();
        }
    }

    /**
     * recvfrom(2): octets received, or {@code -errno}.
     *
     * @param addressLength an int: capacity of {@code address} before, length after
     */
    public long receiveFrom(Pointer data, long length, int flags, Pointer address, Pointer addressLength) {
        try {
            return LibC.recvfrom(fd(), data, length, flags, address, addressLength);
        } catch (LastErrorException e) {
            return -e.getErrorCode();
        }
    }

    /** read(2): octets read, or {@code -errno}. */
    public long read(Pointer data, long length) {
        try {
            return LibC.read(fd(), data, length);
        } catch (LastErrorException e) {
            return -e.getErrorCode();
        }
    }

    /** write(2): octets written, or {@code -errno}. */
    public long write(Pointer data, long length) {
        try {
            return LibC.write(fd(), data, length);
        } catch (LastErrorException e) {
            return -e.getErrorCode();
        }
    }

    /** epoll_ctl(2) on this epoll instance. */
    public void epollControl(String name, int operation, int target, Pointer event) throws ErrnoException {
        try {
            LibC.epoll_ctl(fd(), operation, target, event);
        } catch (LastErrorException e) {
            throw ErrnoException.of("epoll_ctl " + name + " fd " + target, e);
        }
    }

    /** epoll_wait(2) on this epoll instance: events, or {@code -errno}. */
    public int epollWait(Pointer events, int capacity, int timeoutMillis) {
        try {
            return LibC.epoll_wait(fd(), events, capacity, timeoutMillis);
        } catch (LastErrorException e) {
            return -e.getErrorCode();
        }
    }

    /** setns(2): moves the calling thread into the namespace this descriptor stands for. */
    public void enterNamespace(int type, String what) throws ErrnoException {
        try {
            LibC.setns(fd(), type);
        } catch (LastErrorException e) {
            throw ErrnoException.of("setns " + what, e);
        }
    }

    /** unshare(2): gives the calling thread a new namespace of the types named. */
    public static void unshare(int types) throws ErrnoException {
        try {
            LibC.unshare(types);
        } catch (LastErrorException e) {
            throw ErrnoException.of("unshare", e);
        }
    }

    /** Closes the descriptor; a second call does nothing. */
    @Override
    public void close() {
        if (fd == CLOSED) {
            return;
        }
        int closing = fd;
        fd = CLOSED;
        try {
            LibC.close(closing);
        } catch (LastErrorException e) {
            // Linux has freed the number whatever close(2) says, and sockets have nothing left to write.
            assert e.getErrorCode() != EBADF : "closed a descriptor that was not open: " + closing;
        }
    }
}
