package io.xfrmgate.agent.control;

import io.xfrmgate.agent.capture.Captured;
import io.xfrmgate.agent.kernel.KernelDrivers;
import io.xfrmgate.agent.log.Logging;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.v2.Notice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Control of one gateway: made before it, so that it hears all notices; serves when the gateway runs. */
public final class ControlService implements Consumer<Notice>, AutoCloseable {
    static final String ACTIVATE = "crypto-group-activate";

    private final AtomicReference<Optional<GatewayState>> state = new AtomicReference<>(Optional.empty());
    private final SaNumbers numbers = new SaNumbers();
    private final SaMessages messages;
    private final EventHub hub;
    private final ControlCounters counters;
    private Optional<ControlServer> server = Optional.empty();

    public ControlService(java.time.Clock clock) {
        messages = new SaMessages(numbers, this::localId, clock);
        hub = new EventHub(messages, numbers);
        counters = new ControlCounters(
                () -> state.get().map(running -> running.gateway().shards()).orElse(List.of()));
    }

    @Override
    public void accept(Notice notice) {
        counters.accept(notice);
        hub.accept(notice);
    }

    private Optional<String> localId(String config) {
        return state.get()
                .flatMap(running -> running.config().get().peers().stream()
                        .filter(peer -> peer.name().equals(config))
                        .findFirst()
                        .map(peer -> peer.authentication().localId().toString()));
    }

    /**
     * Serves a gateway.
     *
     * @param more commands by name, besides those of this package
     * @throws IOException if the socket can not be had; the message says why
     */
    public void serve(GatewayState running, Path socket, Map<String, ControlCommand> more) throws IOException {
        state.set(Optional.of(running));
        SaCommands sas = new SaCommands(running, messages, numbers);
        ChangeCommands changes = new ChangeCommands(running, sas, numbers, hub);
        InformationCommands information = new InformationCommands(running);
        OwnCommands own = new OwnCommands(running);
        Map<String, ControlCommand> commands = new HashMap<>(more);
        commands.put("version", information::version);
        commands.put("stats", information::stats);
        commands.put("list-conns", information::listConnections);
        commands.put("get-conns", information::connections);
        commands.put("get-algorithms", information::algorithms);
        commands.put("list-sas", sas::listSas);
        commands.put("list-policies", sas::listPolicies);
        commands.put("get-counters", counters::get);
        commands.put("reset-counters", counters::reset);
        commands.put("initiate", changes::initiate);
        commands.put("terminate", changes::terminate);
        commands.put("rekey", changes::rekey);
        commands.put(ACTIVATE, changes::activate);
        commands.put("xfrmgate-audit", new AuditCommand(running));
        CryptoCommands crypto = new CryptoCommands(running, sas, KernelDrivers::ofThisKernel);
        commands.put("xfrmgate-crypto-drivers", crypto::drivers);
        commands.put("xfrmgate-offload", crypto::cards);
        commands.put("xfrmgate-capture", new CaptureCommand(running));
        commands.put("xfrmgate-debug", new DebugCommands(running)::debug);
        commands.put("xfrmgate-failures", own::failures);
        commands.put("xfrmgate-clear-failures", own::clearFailures);
        commands.put("xfrmgate-show-configuration", own::configuration);
        // Nothing of these kinds is loaded yet; a client that lists them gets an empty list, not an error.
        for (String nothing : List.of("list-certs", "list-authorities", "get-pools")) {
            commands.putIfAbsent(nothing, (request, client) -> ViciMessage.EMPTY);
        }
        Set<String> events = new HashSet<>(EventHub.EVENTS);
        events.addAll(List.of(
                SaCommands.LIST_SA,
                SaCommands.LIST_POLICY,
                InformationCommands.LIST_CONN,
                PkiCommands.LIST_CERT,
                PkiCommands.CERTIFICATE,
                PkiCommands.CRL,
                "list-authority",
                ChangeCommands.CONTROL_LOG,
                AuditCommand.DIFFERENCE,
                Captured.EVENT,
                CryptoCommands.DRIVER,
                CryptoCommands.CARD,
                OwnCommands.FAILURE,
                OwnCommands.TEXT));
        Logging.listen(hub::logged);
        ControlServer started = ControlServer.start(socket, commands, events, ControlServer.PATIENCE);
        server = Optional.of(started);
        hub.start(new EventHub.Outlet() {
            @Override
            public boolean isWanted(String event) {
                return started.isWanted(event);
            }

            @Override
            public void publish(String event, ViciMessage message) {
                started.publish(event, message);
            }
        });
    }

    @Override
    public void close() {
        Logging.forget();
        server.ifPresent(ControlServer::close);
        hub.close();
    }
}
