package io.xfrmgate.agent.config;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** How long a configuration with the secrets of very many peers takes to be read, checked and translated. */
final class ConfigBenchmark {
    private static final int PEERS = 64_000;
    private static final int ROUNDS = 5;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MEBI = 1 << 20;

    private ConfigBenchmark() {}

    public static void main(String[] args) {
        String text = text();
        System.out.printf(Locale.ROOT, "configuration: %d peers' secrets in %.1f MiB%n", PEERS, text.length() / MEBI);
        for (int round = 1; round <= ROUNDS; round++) {
            long wall = System.nanoTime();
            long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            GatewayConfig config = Configs.parse(text);
            cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
            wall = System.nanoTime() - wall;
            int known = config.model()
                    .contexts()
                    .getFirst()
                    .remoteSecretList("peers")
                    .orElseThrow()
                    .entries()
                    .size();
            System.out.printf(
                    Locale.ROOT,
                    "  read, checked and translated%s: %.2f s of processor time, %.2f s in all, %d peers%n",
                    round == 1 ? " (cold)" : "",
                    cpu / NANOS_PER_SECOND,
                    wall / NANOS_PER_SECOND,
                    known);
        }
    }

    private static String text() {
        StringBuilder list = new StringBuilder("remote-secret-list peers\n");
        for (int i = 0; i < PEERS; i++) {
            list.append("  remote-id id-type fqdn id enb")
                    .append(i)
                    .append(".ran.example secret key secret-of-base-station-")
                    .append(i)
                    .append('\n');
        }
        return Samples.template("remote-secret-list peers\n").replace("wsg-service gw", list + "exit\nwsg-service gw");
    }
}
