package io.xfrmgate.agent.load;

import io.xfrmgate.agent.Daemon;
import io.xfrmgate.agent.GatewayParts;
import io.xfrmgate.agent.LinuxParts;
import io.xfrmgate.agent.ShardRandom;
import io.xfrmgate.agent.StartException;
import io.xfrmgate.agent.config.ConfigLoader;
import io.xfrmgate.agent.config.ConfigResult;
import io.xfrmgate.agent.log.Logging;
import io.xfrmgate.agent.pki.PkiRuntime;
import io.xfrmgate.ike.crypto.StandardCryptoRegistry;
import io.xfrmgate.nativeio.notify.SystemdNotifier;
import java.nio.file.Path;
import java.util.Map;

/**
 * The daemon as it is, but for the kernel's tables: a data plane that accepts everything takes their place. For benchmarks
 * beside charon with its fake kernel. Argument: the configuration.
 */
public final class BenchDaemon {
    private BenchDaemon() {}

    public static void main(String[] arguments) throws InterruptedException, StartException {
        try (PkiRuntime pki = PkiRuntime.open(LinuxParts.namespaceThreads())) {
            if (!(ConfigLoader.load(Path.of(arguments[0]), pki.reader())
                    instanceof ConfigResult.Loaded(var config, var _))) {
                throw new IllegalArgumentException(arguments[0] + " has errors");
            }
            Logging.setLevel(config.settings().logLevel());
            Daemon daemon = new Daemon(
                    config,
                    new GatewayParts(
                            (shard, io) -> new AcceptAll(),
                            StandardCryptoRegistry::new,
                            ShardRandom::open,
                            () -> Map::of,
                            pki.service()),
                    pki,
                    SystemdNotifier.fromEnvironment(Map.of()));
            daemon.handleSignals();
            daemon.run();
        }
        Logging.close(); // with standard error: not before an exception is shown
    }
}
