package io.xfrmgate.nativeio.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.nativeio.libc.ErrnoException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EpollTest {
    @Test
    void namesEachReadableDescriptorByItsKey() throws Exception {
        try (Epoll epoll = Epoll.open(8);
                EventFd first = EventFd.open();
                EventFd second = EventFd.open();
                EventFd third = EventFd.open()) {
            epoll.add(first.fd(), 11, Epoll.READABLE);
            epoll.add(second.fd(), -2, Epoll.READABLE);
            epoll.add(third.fd(), Integer.MAX_VALUE, Epoll.READABLE);
            assertThat(epoll.await(0)).isZero();

            second.wake();
            third.wake();
            third.wake();

            assertThat(keys(epoll, epoll.await(1000))).containsExactlyInAnyOrder(-2, Integer.MAX_VALUE);
            assertThat(epoll.isReadable(0)).isTrue();
            assertThat(epoll.isWritable(0)).isFalse();
            assertThat(epoll.isFailed(0)).isFalse();

            assertThat(third.drain()).isTrue();
            assertThat(third.drain()).isFalse();
            assertThat(keys(epoll, epoll.await(0))).containsExactly(-2);
        }
    }

    @Test
    void interestAndKeyCanBeChanged() throws Exception {
        try (Epoll epoll = Epoll.open(1);
                EventFd event = EventFd.open()) {
            epoll.add(event.fd(), 1, Epoll.READABLE);
            assertThat(epoll.await(0)).isZero();
            epoll.modify(event.fd(), 2, Epoll.WRITABLE);
            assertThat(epoll.await(0)).isEqualTo(1);
            assertThat(epoll.key(0)).isEqualTo(2);
            assertThat(epoll.isWritable(0)).isTrue();
            epoll.remove(event.fd());
            assertThat(epoll.await(0)).isZero();
            assertThatThrownBy(() -> epoll.key(0)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void anotherThreadWakesTheWaiter() throws Exception {
        try (Epoll epoll = Epoll.open(1);
                EventFd event = EventFd.open()) {
            epoll.add(event.fd(), 7, Epoll.READABLE);
            Thread waker = Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(Duration.ofMillis(50));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                event.wake();
            });
            assertThat(epoll.await(-1)).isEqualTo(1);
            assertThat(epoll.key(0)).isEqualTo(7);
            waker.join();
        }
    }

    @Test
    void theTimeoutIsInMilliseconds() throws Exception {
        try (Epoll epoll = Epoll.open(1)) {
            long start = System.nanoTime();
            assertThat(epoll.await(60)).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(59), Duration.ofSeconds(10));
        }
    }

    @Test
    void aBadDescriptorIsAnErrorWithItsName() throws Exception {
        try (Epoll epoll = Epoll.open(1)) {
            assertThatThrownBy(() -> epoll.add(9999, 0, Epoll.READABLE))
                    .isInstanceOfSatisfying(
                            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(9))
                    .hasMessageContaining("epoll_ctl add fd 9999");
        }
    }

    @Test
    void wakingAClosedEventDoesNothing() throws Exception {
        EventFd event = EventFd.open();
        event.close();
        event.wake();
        assertThatThrownBy(event::fd).isInstanceOf(IllegalStateException.class);
    }

    private static Set<Integer> keys(Epoll epoll, int count) {
        Set<Integer> keys = new HashSet<>();
        for (int i = 0; i < count; i++) {
            keys.add(epoll.key(i));
        }
        return keys;
    }
}
