package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.AuthMethod;
import io.xfrmgate.ike.config.Authentication;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.ConfigurationRole;
import io.xfrmgate.ike.config.FragmentationPolicy;
import io.xfrmgate.ike.config.IkeLifetime;
import io.xfrmgate.ike.config.Keepalive;
import io.xfrmgate.ike.config.NatPolicy;
import io.xfrmgate.ike.config.OwnName;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.config.PeerPolicy;
import io.xfrmgate.ike.config.RetransmitPolicy;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.config.SharedSecrets;
import io.xfrmgate.ike.eap.EapCredential;
import io.xfrmgate.ike.eap.EapPolicy;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.pki.Credential;
import io.xfrmgate.ike.pki.TrustPolicy;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.wire.Identification;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A {@link PeerConfig} with defaults: pre-shared key, aes128-sha256-x25519, liveness checks after ten seconds of silence, no
 * rekey by time.
 */
public final class PeerBuilder {
    private final String name;
    private final List<ChildConfig> children = new ArrayList<>();
    private List<IpAddress> localAddresses = List.of();
    private List<AddressRange> remoteNetworks = List.of();
    private Optional<IpAddress> remote = Optional.empty();
    private Identification localId = Identification.fqdn("gateway.example");
    private OwnName answering = new OwnName.LocalId();
    private List<Identification> remoteIds = List.of();
    private SharedSecrets secrets = secret("a secret shared by both");
    private Optional<AuthMethod> localMethod = Optional.empty();
    private Optional<AuthMethod> remoteMethod = Optional.empty();
    private List<Proposal> proposals = List.of(ike(KeyExchangeGroup.CURVE25519));
    private RetransmitPolicy retransmit = new RetransmitPolicy(500, 1.5, 4_000, 7);
    private Keepalive keepalive = new Keepalive(10_000, 1_000, 5);
    private IkeLifetime lifetime = new IkeLifetime(0, true, 90, 5);
    private NatPolicy nat = NatPolicy.DEFAULT;
    private FragmentationPolicy fragmentation = FragmentationPolicy.DEFAULT;
    private boolean childless;
    private ConfigurationRole configuration = ConfigurationRole.NONE;
    private int setupTimeoutMillis = 30_000;
    private int maxChildren = 16;
    private PeerPolicy policy = PeerPolicy.DEFAULT;

    public PeerBuilder(String name) {
        this.name = name;
    }

    /** AES-CBC-128, SHA2-256, and groups in order of preference. */
    public static Proposal ike(KeyExchangeGroup... groups) {
        List<Transform> transforms = new ArrayList<>();
        transforms.add(Transform.encr(EncryptionAlgorithm.AES_CBC, 128));
        transforms.add(Transform.prf(PrfAlgorithm.HMAC_SHA2_256));
        transforms.add(Transform.integ(IntegrityAlgorithm.HMAC_SHA2_256_128));
        for (KeyExchangeGroup group : groups) {
            transforms.add(Transform.ke(group));
        }
        return new Proposal(1, SecurityProtocol.IKE, 0, transforms);
    }

    /** The same secret for everybody. */
    public static SharedSecrets secret(String text) {
        return SharedSecrets.one(new Secret(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Where it listens, and whence it calls. */
    public PeerBuilder local(IpAddress address) {
        localAddresses = List.of(address);
        return this;
    }

    /** Whom it calls, and the only one it accepts. */
    public PeerBuilder remote(IpAddress address) {
        remote = Optional.of(address);
        remoteNetworks = List.of(AddressRange.host(address));
        return this;
    }

    /** Accepts everybody, too: the peer's address may change. */
    public PeerBuilder fromAnywhere() {
        remoteNetworks = List.of();
        return this;
    }

    /** Accepts, and may call, everybody in these networks. */
    public PeerBuilder peers(AddressRange... networks) {
        remoteNetworks = List.of(networks);
        return this;
    }

    public PeerBuilder ids(Identification local, Identification... accepted) {
        localId = local;
        remoteIds = List.of(accepted);
        return this;
    }

    public PeerBuilder secrets(SharedSecrets newSecrets) {
        secrets = newSecrets;
        return this;
    }

    /** Proves itself with a certificate instead of the secret. */
    public PeerBuilder proves(Credential credential) {
        localMethod = Optional.of(new AuthMethod.LocalCertificate(credential));
        return this;
    }

    /** Wants a certificate from the peer instead of the secret. */
    public PeerBuilder trusts(TrustPolicy policy) {
        remoteMethod = Optional.of(new AuthMethod.PeerCertificate(policy));
        return this;
    }

    /** Proves itself with the secret after all. */
    public PeerBuilder provesSecret() {
        localMethod = Optional.empty();
        return this;
    }

    /** Wants the secret from the peer after all. */
    public PeerBuilder trustsSecret() {
        remoteMethod = Optional.empty();
        return this;
    }

    /** Proves itself by EAP instead of the secret. */
    public PeerBuilder eapClient(String identity, String password) {
        localMethod = Optional.of(new AuthMethod.EapClient(
                new EapCredential(identity, new Secret(password.getBytes(StandardCharsets.UTF_8)))));
        return this;
    }

    /** Wants EAP from the peer instead of the secret. */
    public PeerBuilder eap(EapPolicy policy) {
        remoteMethod = Optional.of(new AuthMethod.PeerEap(policy));
        return this;
    }

    /** Wants nothing from the peer but what its own EAP shows (RFC 5998). */
    public PeerBuilder eapMutual() {
        remoteMethod = Optional.of(new AuthMethod.EapMutual());
        return this;
    }

    public PeerBuilder proposals(Proposal... newProposals) {
        proposals = List.of(newProposals);
        return this;
    }

    public PeerBuilder child(ChildConfig child) {
        children.add(child);
        return this;
    }

    public PeerBuilder retransmit(RetransmitPolicy newRetransmit) {
        retransmit = newRetransmit;
        return this;
    }

    public PeerBuilder keepalive(Keepalive newKeepalive) {
        keepalive = newKeepalive;
        return this;
    }

    public PeerBuilder lifetime(IkeLifetime newLifetime) {
        lifetime = newLifetime;
        return this;
    }

    public PeerBuilder nat(NatPolicy newNat) {
        nat = newNat;
        return this;
    }

    public PeerBuilder fragmentation(FragmentationPolicy newFragmentation) {
        fragmentation = newFragmentation;
        return this;
    }

    public PeerBuilder childless() {
        childless = true;
        return this;
    }

    /** Gives addresses, or asks for some. */
    public PeerBuilder configuration(ConfigurationRole newConfiguration) {
        configuration = newConfiguration;
        return this;
    }

    /** Our name for those who call. */
    public PeerBuilder answering(OwnName name) {
        answering = name;
        return this;
    }

    public PeerBuilder setupTimeout(int millis) {
        setupTimeoutMillis = millis;
        return this;
    }

    public PeerBuilder maxChildren(int number) {
        maxChildren = number;
        return this;
    }

    public PeerBuilder policy(PeerPolicy newPolicy) {
        policy = newPolicy;
        return this;
    }

    public PeerConfig build() {
        return new PeerConfig(
                name,
                localAddresses,
                remoteNetworks,
                remote,
                new Authentication(
                        localId,
                        answering,
                        remoteIds,
                        localMethod.orElseGet(() -> new AuthMethod.SharedKey(secrets)),
                        remoteMethod.orElseGet(() -> new AuthMethod.SharedKey(secrets))),
                proposals,
                children,
                retransmit,
                keepalive,
                lifetime,
                nat,
                fragmentation,
                childless,
                setupTimeoutMillis,
                maxChildren,
                configuration,
                policy);
    }
}
