package io.xfrmgate.nativeio.netns;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;

/** sched_setaffinity(2) for the calling thread; its child processes inherit it. */
final class CpuAffinity {
    /** As large as glibc's cpu_set_t: 1,024 CPUs. */
    private static final int SET_OCTETS = 128;

    static {
        Native.register(CpuAffinity.class, "c");
    }

    private CpuAffinity() {}

    private static native int sched_getcpu();

    private static native int sched_setaffinity(int thread, long octets, byte[] set);

    /** Keeps the calling thread on the CPU that it runs on. */
    static void stay() {
        int cpu = sched_getcpu();
        byte[] set = new byte[SET_OCTETS];
        set[cpu / Byte.SIZE] = (byte) (1 << (cpu % Byte.SIZE));
        assertThat(sched_setaffinity(0, SET_OCTETS, set))
                .as("pinned to CPU %d", cpu)
                .isZero();
    }
}
