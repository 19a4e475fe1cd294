package io.xfrmgate.nativeio.notify;

import com.sun.jna.Memory;
import io.xfrmgate.nativeio.libc.Descriptor;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.libc.MonotonicClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Tells systemd how the service is, as sd_notify(3) does. Without the variable NOTIFY_SOCKET every call does nothing, so
 * that the daemon runs the same from a shell. Any thread may call it.
 */
public final class SystemdNotifier {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int PATH_OFFSET = 2;
    private static final int PATH_CAPACITY = 108;

    private final Optional<String> socketName;
    private final Optional<Duration> watchdogInterval;

    private SystemdNotifier(Optional<String> socketName, Optional<Duration> watchdogInterval) {
        this.socketName = socketName;
        this.watchdogInterval = watchdogInterval;
    }

    /**
     * Reads NOTIFY_SOCKET (a path, or {@code @name} for an abstract socket), WATCHDOG_USEC and WATCHDOG_PID.
     *
     * @throws IllegalArgumentException if one of them makes no sense
     */
    public static SystemdNotifier fromEnvironment(Map<String, String> environment) {
        Optional<String> name = Optional.ofNullable(environment.get("NOTIFY_SOCKET"));
        name.ifPresent(SystemdNotifier::check);
        return new SystemdNotifier(name, name.flatMap(ignored -> watchdog(environment)));
    }

    private static void check(String name) {
        boolean known = name.startsWith("/") || (name.startsWith("@") && name.length() > 1);
        if (!known || name.getBytes(StandardCharsets.UTF_8).length >= PATH_CAPACITY) {
            throw new IllegalArgumentException(
                    "NOTIFY_SOCKET is a path or an @name of at most 107 octets, not: " + name);
        }
    }

    private static Optional<Duration> watchdog(Map<String, String> environment) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String pid = environment.getOrDefault("WATCHDOG_PID", "");
        boolean ours = pid.isEmpty()
                || pid.equals(Long.toString(ProcessHandle.current().pid()));
        if (micros.isEmpty() || !ours) {
            return Optional.empty();
        }
        try {
            long value = Long.parseLong(micros);
            return value > 0 ? Optional.of(Duration.ofNanos(Math.multiplyExact(value, 1000L))) : Optional.empty();
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException("WATCHDOG_USEC is a number of microseconds, not: " + micros, e);
        }
    }

    /** Whether somebody listens. */
    public boolean isActive() {
        return socketName.isPresent();
    }

    /** The longest systemd waits for {@link #watchdog} before it restarts the service; call it at least twice as often. */
    public Optional<Duration> watchdogInterval() {
        return watchdogInterval;
    }

    /** Start-up is done; also ends a reload. */
    public void ready(String status) throws ErrnoException {
        send("READY=1\n" + statusLine(status));
    }

    /** The configuration is being read again; {@link #ready} must follow. */
    public void reloading() throws ErrnoException {
        send("RELOADING=1\nMONOTONIC_USEC=" + MonotonicClock.nanos() / 1000);
    }

    /** The service is going down. */
    public void stopping(String status) throws ErrnoException {
        send("STOPPING=1\n" + statusLine(status));
    }

    /** All is well. */
    public void watchdog() throws ErrnoException {
        send("WATCHDOG=1");
    }

    /** One line for {@code systemctl status}. */
    public void status(String status) throws ErrnoException {
        send(statusLine(status));
    }

    private static String statusLine(String status) {
        return "STATUS=" + status.replace('\n', ' ');
    }

    private void send(String state) throws ErrnoException {
        if (socketName.isEmpty()) {
            return;
        }
        String name = socketName.get();
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        byte[] text = state.getBytes(StandardCharsets.UTF_8);
        try (Memory address = new Memory(PATH_OFFSET + PATH_CAPACITY);
                Memory data = new Memory(text.length);
                Descriptor socket = Descriptor.socket(AF_UNIX, SOCK_DGRAM, 0)) {
            address.clear();
            address.setShort(0, (short) AF_UNIX);
            address.write(PATH_OFFSET, path, 0, path.length);
            boolean isAbstract = path[0] == '@';
            if (isAbstract) {
                address.setByte(PATH_OFFSET, (byte) 0);
            }
            data.write(0, text, 0, text.length);
            // An abstract name ends with its length, a path with a zero octet.
            int addressLength = PATH_OFFSET + path.length + (isAbstract ? 0 : 1);
            long sent = socket.sendTo(data, text.length, MSG_NOSIGNAL, address, addressLength);
            if (sent < 0) {
                throw new ErrnoException("notify systemd at " + name, (int) -sent);
            }
        }
    }
}
