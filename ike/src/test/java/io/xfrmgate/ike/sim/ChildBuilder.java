package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.ChildLifetime;
import io.xfrmgate.ike.config.ChildPolicy;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.List;

/** A {@link ChildConfig} with defaults: a tunnel with AES-GCM that is not rekeyed by itself. */
public final class ChildBuilder {
    private final String name;
    private IpsecMode mode = IpsecMode.TUNNEL;
    private List<Proposal> proposals = List.of(esp());
    private List<TrafficSelector> local = List.of();
    private List<TrafficSelector> remote = List.of();
    private ChildLifetime lifetime = new ChildLifetime(0, 0, 0, true, 90, 5);
    private KernelOptions options = KernelOptions.DEFAULT;
    private boolean trap;
    private boolean dynamic;
    private ChildPolicy policy = ChildPolicy.DEFAULT;

    public ChildBuilder(String name) {
        this.name = name;
    }

    /** ESP with AES-GCM, and a group for perfect forward secrecy if any is given. */
    public static Proposal esp(KeyExchangeGroup... pfs) {
        List<Transform> transforms = new java.util.ArrayList<>();
        transforms.add(Transform.encr(EncryptionAlgorithm.AES_GCM_16, 128));
        for (KeyExchangeGroup group : pfs) {
            transforms.add(Transform.ke(group));
        }
        transforms.add(Transform.esn(false));
        return new Proposal(1, SecurityProtocol.ESP, 0, transforms);
    }

    public ChildBuilder mode(IpsecMode newMode) {
        mode = newMode;
        return this;
    }

    public ChildBuilder proposals(Proposal... newProposals) {
        proposals = List.of(newProposals);
        return this;
    }

    public ChildBuilder local(TrafficSelector... selectors) {
        local = List.of(selectors);
        return this;
    }

    public ChildBuilder remote(TrafficSelector... selectors) {
        remote = List.of(selectors);
        return this;
    }

    /** From one network to another, such as {@code 10.1.0.0/16}. */
    public ChildBuilder networks(String localNetwork, String remoteNetwork) {
        return local(network(localNetwork)).remote(network(remoteNetwork));
    }

    static TrafficSelector network(String text) {
        String[] parts = text.split("/", 2);
        return TrafficSelector.ofPrefix(IpAddress.parse(parts[0]), Integer.parseInt(parts[1]));
    }

    public ChildBuilder lifetime(ChildLifetime newLifetime) {
        lifetime = newLifetime;
        return this;
    }

    public ChildBuilder options(KernelOptions newOptions) {
        options = newOptions;
        return this;
    }

    /** Set up by the first packet. */
    public ChildBuilder trap() {
        trap = true;
        return this;
    }

    public ChildBuilder policy(ChildPolicy newPolicy) {
        policy = newPolicy;
        return this;
    }

    /** One side is what is assigned by configuration payload. */
    public ChildBuilder dynamic() {
        dynamic = true;
        return this;
    }

    public ChildConfig build() {
        return new ChildConfig(name, mode, proposals, local, remote, lifetime, options, trap, false, dynamic, policy);
    }
}
