package io.xfrmgate.agent.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process of this machine whose processor time and memory a load test reports, by proc(5); the responder, as a rule.
 *
 * @param pid in the reader's PID namespace
 */
public record WatchedProcess(long pid) {
    /** Fields 14 and 15 of /proc/PID/stat; counted from after the name, which may have spaces in it. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;
    /** USER_HZ, which is 100 on every architecture that a JDK runs on. */
    private static final long MICROS_PER_TICK = 10_000;

    /**
     * What it has used.
     *
     * @param userMicros of all its threads; in steps of 10 ms
     * @param systemMicros the kernel's work for it
     * @param residentKib resident set
     */
    public record Usage(long userMicros, long systemMicros, long residentKib) {}

    /** @throws IOException if there is no such process, or it may not be looked at */
    public Usage usage() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new Usage(
                Long.parseLong(fields[USER_TICKS]) * MICROS_PER_TICK,
                Long.parseLong(fields[SYSTEM_TICKS]) * MICROS_PER_TICK,
                residentKib());
    }

    private long residentKib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0; // a kernel thread, or a process that has ended and is not waited for yet
    }
}
