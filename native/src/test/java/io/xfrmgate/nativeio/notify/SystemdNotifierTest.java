package io.xfrmgate.nativeio.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Memory;
import io.xfrmgate.nativeio.libc.Descriptor;
import io.xfrmgate.nativeio.libc.ErrnoException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdNotifierTest {
    private static final long PID = ProcessHandle.current().pid();

    @Test
    void tellsEachStateOnAPath(@TempDir Path directory) throws Exception {
        everyState(directory.resolve("n").toString());
    }

    @Test
    void tellsEachStateOnAnAbstractName() throws Exception {
        everyState("@xfrmgate-test-" + PID);
    }

    private static void everyState(String name) throws Exception {
        try (Descriptor systemd = listen(name)) {
            SystemdNotifier notifier = SystemdNotifier.fromEnvironment(Map.of("NOTIFY_SOCKET", name));
            assertThat(notifier.isActive()).isTrue();
            notifier.ready("2 templates,\n0 tunnels");
            assertThat(receive(systemd)).isEqualTo("READY=1\nSTATUS=2 templates, 0 tunnels");
            notifier.status("1 tunnel");
            assertThat(receive(systemd)).isEqualTo("STATUS=1 tunnel");
            notifier.watchdog();
            assertThat(receive(systemd)).isEqualTo("WATCHDOG=1");
            notifier.stopping("closing 1 tunnel");
            assertThat(receive(systemd)).isEqualTo("STOPPING=1\nSTATUS=closing 1 tunnel");

            notifier.reloading();
            Matcher reloading =
                    Pattern.compile("RELOADING=1\nMONOTONIC_USEC=([0-9]+)").matcher(receive(systemd));
            assertThat(reloading.matches()).isTrue();
            // HotSpot's nanoTime is the same clock on Linux, whatever its contract promises.
            long now = System.nanoTime() / 1000;
            assertThat(Long.parseLong(reloading.group(1))).isBetween(now - 10_000_000, now);
        }
    }

    @Test
    void doesNothingWithoutTheVariable() throws Exception {
        SystemdNotifier notifier = SystemdNotifier.fromEnvironment(Map.of("WATCHDOG_USEC", "1000"));
        notifier.ready("up");
        notifier.stopping("down");
        assertThat(notifier.isActive()).isFalse();
        assertThat(notifier.watchdogInterval()).isEmpty();
    }

    @Test
    void knowsTheWatchdogsIntervalIfItIsForThisProcess() {
        assertThat(interval(Map.of("WATCHDOG_USEC", "30000000"))).hasValue(Duration.ofSeconds(30));
        assertThat(interval(Map.of("WATCHDOG_USEC", "1", "WATCHDOG_PID", Long.toString(PID))))
                .hasValue(Duration.ofNanos(1000));
        assertThat(interval(Map.of("WATCHDOG_USEC", "1", "WATCHDOG_PID", "1"))).isEmpty();
        assertThat(interval(Map.of("WATCHDOG_USEC", "0"))).isEmpty();
        assertThatThrownBy(() -> interval(Map.of("WATCHDOG_USEC", "soon"))).hasMessageContaining("WATCHDOG_USEC");
    }

    private static Optional<Duration> interval(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("NOTIFY_SOCKET", "@x");
        return SystemdNotifier.fromEnvironment(environment).watchdogInterval();
    }

    @Test
    void refusesNamesItCanNotReach() {
        for (String name : new String[] {"", "@", "relative", "vsock:2:1", "/" + "x".repeat(108)}) {
            assertThatThrownBy(() -> SystemdNotifier.fromEnvironment(Map.of("NOTIFY_SOCKET", name)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("NOTIFY_SOCKET");
        }
    }

    @Test
    void aSilentListenerIsAnError(@TempDir Path directory) {
        String name = directory.resolve("nobody").toString();
        SystemdNotifier notifier = SystemdNotifier.fromEnvironment(Map.of("NOTIFY_SOCKET", name));
        assertThatThrownBy(() -> notifier.ready("up"))
                .isInstanceOf(ErrnoException.class)
                .hasMessageContaining(name);
    }

    private static Descriptor listen(String name) throws ErrnoException {
        Descriptor socket = Descriptor.socket(1, 2, 0);
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        if (octets[0] == '@') {
            octets[0] = 0;
        }
        try (Memory address = new Memory(110)) {
            address.clear();
            address.setShort(0, (short) 1);
            address.write(2, octets, 0, octets.length);
            socket.bind(address, 2 + octets.length, name);
        }
        return socket;
    }

    private static String receive(Descriptor socket) {
        try (Memory data = new Memory(512)) {
            long length = socket.read(data, data.size());
            return new String(data.getByteArray(0, Math.toIntExact(length)), StandardCharsets.UTF_8);
        }
    }
}
