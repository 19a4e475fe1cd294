package io.xfrmgate.agent.kernel;

import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.libc.NetworkInterfaces;
import io.xfrmgate.nativeio.netns.NetworkNamespace;
import io.xfrmgate.nativeio.xfrm.Offload;
import io.xfrmgate.nativeio.xfrm.Sa;
import io.xfrmgate.nativeio.xfrm.XfrmChannel;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network cards that states are handed to (XFRMA_OFFLOAD_DEV), in the namespace of the thread that opened it. A card that takes
 * over the cryptography leaves the counting to the kernel, so limits by octets and packets stay as they are.
 */
final class OffloadDevices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OffloadDevices.class);

    /** Reasons that were told; with more, later ones are not told. */
    private static final int MAX_TOLD = 100;

    private final NetworkNamespace namespace;
    private final Set<String> told = new HashSet<>();

    /** Cards of which it is known what becomes of the states that are handed to them. */
    private final Set<String> known = new HashSet<>();

    private final Map<String, KernelStates.Key> unknown = new LinkedHashMap<>();

    private OffloadDevices(NetworkNamespace namespace) {
        this.namespace = namespace;
    }

    static OffloadDevices open() throws ErrnoException {
        return new OffloadDevices(NetworkNamespace.current());
    }

    /** The state, handed to the card that its options name; as it is if they name none, or there is none of that name. */
    Sa handed(Sa state, KernelOptions options, boolean inbound) {
        if (options.offload().isEmpty()) {
            return state;
        }
        String device = options.offload().get().device();
        OptionalInt index = indexOf(device);
        if (index.isEmpty()) {
            tell(device, "there is no interface of that name");
            return state;
        }
        return new Sa(
                state.info(),
                state.attributes()
                        .change()
                        .offload(new Offload(index.getAsInt(), inbound, false))
                        .build());
    }

    private OptionalInt indexOf(String device) {
        try {
            return namespace.call(() -> NetworkInterfaces.indexOf(device));
        } catch (ErrnoException e) {
            return OptionalInt.empty();
        }
    }

    /**
     * What to try in place of a request whose states the kernel did not take with the card: the same without it.
     *
     * @return empty if the card can not have been the reason
     */
    Optional<DataPlaneRequest> fallBack(DataPlaneRequest request, DataPlaneAnswer answer) {
        if (answer instanceof DataPlaneAnswer.Refused refused
                && !refused.spiInUse()
                && request instanceof DataPlaneRequest.InstallChild(var child, var parts, int replaced)
                && child.options().offload().isPresent()) {
            tell(child.options().offload().get().device(), refused.text());
            return Optional.of(new DataPlaneRequest.InstallChild(without(child), parts, replaced));
        }
        return Optional.empty();
    }

    /** Remembers the first state that was handed to a card, for {@link #verify}. */
    void taken(DataPlaneRequest request, DataPlaneAnswer answer) {
        if (answer instanceof DataPlaneAnswer.Done
                && request instanceof DataPlaneRequest.InstallChild(var child, var parts, int _)
                && child.options().offload().isPresent()) {
            String device = child.options().offload().get().device();
            if (known.size() < MAX_TOLD && indexOf(device).isPresent() && known.add(device)) {
                ChildSaRef ref = ChildSaRef.of(child);
                unknown.put(device, parts.inbound() ? KernelStates.inboundKey(ref) : KernelStates.outboundKey(ref));
            }
        }
    }

    /**
     * Asks the kernel, once for each card, whether the card has what was handed to it: of an interface that can not do ESP the kernel
     * takes the state without a word, and does the work itself.
     */
    void verify(XfrmChannel channel) throws ErrnoException {
        for (Map.Entry<String, KernelStates.Key> one : unknown.entrySet()) {
            Optional<Sa> state = UsageQuery.state(channel.exchange(UsageQuery.get(one.getValue())));
            if (state.isEmpty()) {
                known.remove(one.getKey()); // gone already: the next one will do
            } else if (state.get().attributes().offload().isEmpty()) {
                tell(one.getKey(), "the interface can not do ESP, or this kernel hands it to none");
            }
        }
        unknown.clear();
    }

    private static ChildSaSpec without(ChildSaSpec child) {
        return child.withOptions(child.options().withOffload(Optional.empty()));
    }

    /** Each reason once: with many tunnels it would be told as often. */
    private void tell(String device, String reason) {
        if (told.size() < MAX_TOLD && told.add(device + " " + reason)) {
            LOG.warn(
                    "{}",
                    LogLine.event("offload-refused")
                            .add("device", device)
                            .add("reason", reason)
                            .add("then", "the kernel does the work of these states itself"));
        }
    }

    @Override
    public void close() {
        namespace.close();
    }
}
