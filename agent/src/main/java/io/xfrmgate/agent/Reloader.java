package io.xfrmgate.agent;

import io.xfrmgate.agent.config.ConfigDifference;
import io.xfrmgate.agent.config.ConfigProblem;
import io.xfrmgate.agent.config.ConfigResult;
import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.agent.log.Logging;
import io.xfrmgate.ike.v2.ApplyChanges;
import io.xfrmgate.ike.v2.ReconfigureResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a configuration and has the gateway take it. A bad file changes nothing. One at a time. */
public final class Reloader {
    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

    private final Gateway gateway;
    private final Consumer<GatewayConfig> before;
    private final Runnable after;

    /**
     * @param before told of a good configuration before the gateway takes it; and of the old one again if it can not
     * @param after run when it has
     */
    Reloader(Gateway gateway, Consumer<GatewayConfig> before, Runnable after) {
        this.gateway = gateway;
        this.before = before;
        this.after = after;
    }

    /** What the gateway runs on. */
    public GatewayConfig running() {
        return gateway.config();
    }

    /** What {@link #reload} would take now; objects that are there already keep their names. */
    public ConfigResult read(ConfigSource source) throws InterruptedException {
        return source.read(gateway.config().placement());
    }

    /** Reads it and takes it. */
    public synchronized ReloadOutcome reload(ConfigSource source, ApplyChanges when) {
        ConfigResult read;
        try {
            read = read(source);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(ReloadOutcome.failed(List.of(), "interrupted"), "interrupted while reading");
        }
        return switch (read) {
            case ConfigResult.Rejected(var problems) -> {
                problems.forEach(Reloader::log);
                yield failed(ReloadOutcome.rejected(problems), problems.size() + " problems in the configuration");
            }
            case ConfigResult.Loaded(var config, var warnings) -> {
                warnings.forEach(Reloader::log);
                yield take(config, warnings, when);
            }
        };
    }

    private ReloadOutcome take(GatewayConfig config, List<ConfigProblem> warnings, ApplyChanges when) {
        GatewayConfig old = gateway.config();
        ConfigDifference difference = ConfigDifference.between(old, config);
        try {
            before.accept(config);
            ReconfigureResult result = gateway.reconfigure(config.withShardsOf(old), when);
            after.run();
            Logging.setLevel(config.settings().logLevel());
            Logging.setFormat(config.settings().logFormat());
            LOG.info(
                    "{}",
                    LogLine.event("reloaded")
                            .add("objects_changed", difference.objects().size())
                            .add("tunnels_changed", difference.tunnels().size())
                            .add("ike_closed", result.ikeClosed())
                            .add("child_closed", result.childClosed())
                            .add("set_up_again", result.begun())
                            .add("rekeys", result.rekeys())
                            .add("kept", result.kept())
                            .add("after_restart", String.join(",", difference.afterRestart())));
            return new ReloadOutcome(true, warnings, Optional.empty(), Optional.of(difference), result);
        } catch (StartException | CompletionException e) {
            before.accept(gateway.config());
            String why = String.valueOf(e.getMessage());
            return failed(ReloadOutcome.failed(warnings, why), why);
        }
    }

    private static ReloadOutcome failed(ReloadOutcome outcome, String why) {
        LOG.error("{}", LogLine.event("reload-failed").add("why", why));
        return outcome;
    }

    private static void log(ConfigProblem problem) {
        LogLine line = LogLine.event("configuration")
                .add("file", problem.file())
                .add("line", problem.line())
                .add("column", problem.column())
                .add("problem", problem.message())
                .add("fix", problem.fix());
        if (problem.severity() == ConfigProblem.Severity.ERROR) {
            LOG.error("{}", line);
        } else {
            LOG.warn("{}", line);
        }
    }
}
