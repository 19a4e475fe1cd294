package io.xfrmgate.nativeio.libc;

import com.sun.jna.LastErrorException;
import java.io.IOException;

/** A system call that failed, with its errno. */
public final class ErrnoException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * @param call what was tried, as an operator would name it: {@code bind 192.0.2.1:500}
     * @param errno the number from errno.h, positive
     */
    public ErrnoException(String call, int errno) {
        super(call + ": " + new Errno(errno));
        this.errno = errno;
    }

    static ErrnoException of(String call, LastErrorException failure) {
        return new ErrnoException(call, failure.getErrorCode());
    }

    /** The number from errno.h, positive. */
    public int errno() {
        return errno;
    }
}
