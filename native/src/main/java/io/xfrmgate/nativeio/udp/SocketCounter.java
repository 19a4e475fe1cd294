package io.xfrmgate.nativeio.udp;

import java.util.concurrent.atomic.AtomicLong;

/** A count that one thread adds to and any thread may read; costs no locked instruction. */
final class SocketCounter {
    private final AtomicLong value = new AtomicLong();

    void add(long amount) {
        value.setOpaque(value.getPlain() + amount);
    }

    long get() {
        return value.getOpaque();
    }
}
