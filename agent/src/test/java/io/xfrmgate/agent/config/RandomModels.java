package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AaaGroup;
import io.xfrmgate.agent.config.model.AccessList;
import io.xfrmgate.agent.config.model.AddressAllocation;
import io.xfrmgate.agent.config.model.AddressPool;
import io.xfrmgate.agent.config.model.AuthenticationMethod;
import io.xfrmgate.agent.config.model.CertificateSettings;
import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.ContextSettings;
import io.xfrmgate.agent.config.model.Control;
import io.xfrmgate.agent.config.model.CryptoGroup;
import io.xfrmgate.agent.config.model.CryptoMap;
import io.xfrmgate.agent.config.model.CryptoTemplate;
import io.xfrmgate.agent.config.model.EapProfile;
import io.xfrmgate.agent.config.model.EncryptionChoice;
import io.xfrmgate.agent.config.model.GatewaySection;
import io.xfrmgate.agent.config.model.Identity;
import io.xfrmgate.agent.config.model.IkeTransformSet;
import io.xfrmgate.agent.config.model.IpsecTransformSet;
import io.xfrmgate.agent.config.model.ManualMap;
import io.xfrmgate.agent.config.model.MetricsAccess;
import io.xfrmgate.agent.config.model.MultiHoming;
import io.xfrmgate.agent.config.model.Payload;
import io.xfrmgate.agent.config.model.PayloadPolicy;
import io.xfrmgate.agent.config.model.Pki;
import io.xfrmgate.agent.config.model.Profile;
import io.xfrmgate.agent.config.model.RecordedLine;
import io.xfrmgate.agent.config.model.RecordedSection;
import io.xfrmgate.agent.config.model.RemoteSecretList;
import io.xfrmgate.agent.config.model.SecretText;
import io.xfrmgate.agent.config.model.Service;
import io.xfrmgate.agent.config.model.SubscriberDefault;
import io.xfrmgate.agent.config.model.TunnelPolicy;
import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Position;
import io.xfrmgate.agent.log.LogFormat;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.event.Level;

/** Models at random, the same for the same seed. They read well; whether they make sense is of no matter. */
final class RandomModels {
    private static final String CHARACTERS = "abcXYZ019-_.:/#!\"\\'<>{}[]|@%\u00E4\u20AC";
    private static final List<Integer> PROTOCOLS_WITH_PORTS = List.of(6, 17, 132);

    private final Random random;

    RandomModels(long seed) {
        random = new Random(seed);
    }

    ConfigModel next() {
        return new ConfigModel(random.nextInt(4) == 0 ? GatewaySection.EMPTY : gateway(), pki(), named(this::context));
    }

    private GatewaySection gateway() {
        Optional<GatewaySection.Metrics> metrics = Optional.ofNullable(
                switch (random.nextInt(3)) {
                    case 0 -> new GatewaySection.NoMetrics();
                    case 1 -> new GatewaySection.MetricsBind(address(random.nextBoolean()), 1 + random.nextInt(65535));
                    default -> null;
                });
        return new GatewaySection(
                maybe(() -> located(1L << random.nextInt(11))),
                metrics,
                maybe(() -> number(0, 100_000_000)),
                maybe(() -> number(1, 100_000_000)),
                maybe(() -> number(1, 100_000_000)),
                maybe(() -> number(1, 100_000_000)),
                maybe(() -> pick(Level.values())),
                maybe(() -> pick(LogFormat.values())),
                maybe(() -> located(text())),
                maybe(() -> random.nextBoolean() ? new Control.None() : new Control.Socket(located(text()))),
                maybe(() -> located(pick(Profile.values()))),
                new MetricsAccess(
                        maybe(() -> located(pick("gw", "web"))),
                        maybe(() -> new MetricsAccess.User(pick("prometheus", "nagios"), secret()))));
    }

    private ContextSection context(Located<String> name) {
        return new ContextSection(
                name,
                maybe(() -> located(pick("gn", "/run/netns/s1", "/proc/1/ns/net"))),
                named(this::ikeSet),
                named(this::ipsecSet),
                named(this::accessList),
                named(this::map),
                named(this::template),
                services(),
                named(this::pool),
                maybe(() -> new SubscriberDefault(
                        maybe(this::name),
                        maybe(this::name),
                        maybe(this::name),
                        maybe(() -> located(address(random.nextBoolean()))),
                        maybe(() -> located(address(random.nextBoolean()))))),
                named(list -> new RemoteSecretList(
                        list,
                        distinct(this::identity).stream()
                                .map(id -> new RemoteSecretList.Entry(id, secret()))
                                .toList())),
                named(this::aaaGroup),
                named(profile -> new EapProfile(
                        profile,
                        pick(EapProfile.Mode.values()),
                        maybe(() -> number(0, 100)),
                        maybe(() -> number(1, 3600)),
                        list(() -> pick(EapProfile.Method.values())).stream()
                                .distinct()
                                .sorted()
                                .map(RandomModels::located)
                                .toList(),
                        maybe(this::name),
                        random.nextBoolean(),
                        random.nextBoolean())),
                named(this::group),
                named(this::manualMap),
                new ContextSettings(
                        maybe(() -> located(pick(Profile.values()))),
                        maybe(() -> new ContextSettings.HashThreshold(random.nextInt(33), random.nextInt(33))),
                        maybe(() -> new ContextSettings.HashThreshold(random.nextInt(129), random.nextInt(129)))),
                recorded());
    }

    private IkeTransformSet ikeSet(Located<String> name) {
        return new IkeTransformSet(
                name,
                distinct(this::encryption),
                distinct(() -> pick(KeyExchangeGroup.values())).stream()
                        .filter(g -> g.value() != KeyExchangeGroup.NONE)
                        .toList(),
                distinct(() -> pick(IntegrityAlgorithm.values())),
                distinct(() -> pick(PrfAlgorithm.values())),
                maybe(() -> number(1, 0xFFFF_FFFFL)));
    }

    private IpsecTransformSet ipsecSet(Located<String> name) {
        return new IpsecTransformSet(
                name,
                distinct(this::encryption),
                distinct(() -> pick(KeyExchangeGroup.values())),
                distinct(() -> pick(IntegrityAlgorithm.values())),
                maybe(() -> located(pick(IpsecMode.values()))),
                pick(IpsecTransformSet.Esn.values()));
    }

    private EncryptionChoice encryption() {
        EncryptionAlgorithm algorithm = pick(EncryptionAlgorithm.values());
        List<Integer> sizes = algorithm.keySizes();
        return new EncryptionChoice(algorithm, sizes.isEmpty() ? 0 : sizes.get(random.nextInt(sizes.size())));
    }

    private AccessList accessList(Located<String> name) {
        boolean v6 = random.nextBoolean();
        return new AccessList(name, v6, list(() -> located(rule(v6))));
    }

    private AccessList.Rule rule(boolean v6) {
        boolean ports = random.nextBoolean();
        int protocol = ports ? PROTOCOLS_WITH_PORTS.get(random.nextInt(3)) : random.nextInt(256);
        return new AccessList.Rule(random.nextBoolean(), protocol, end(v6, ports), end(v6, ports));
    }

    private AccessList.End end(boolean v6, boolean ports) {
        return new AccessList.End(range(v6), ports ? maybe(this::ports) : Optional.empty());
    }

    private AccessList.Ports ports() {
        AccessList.Comparison comparison = pick(AccessList.Comparison.values());
        int first = 1 + random.nextInt(65534);
        int last = comparison == AccessList.Comparison.RANGE ? first + random.nextInt(65536 - first) : first;
        return new AccessList.Ports(comparison, first, last);
    }

    private CryptoMap map(Located<String> name) {
        Optional<Located<String>> list = maybe(this::name);
        return new CryptoMap(
                name,
                random.nextBoolean(),
                list,
                maybe(() -> new CryptoMap.PoolMatch(name(), maybe(() -> located(range(random.nextBoolean()))))),
                list.isEmpty() ? Optional.empty() : maybe(() -> number(0, 0xFFFF_FFFFL)),
                maybe(() -> located(address(random.nextBoolean()))),
                maybe(() -> located(address(random.nextBoolean()))),
                random.nextBoolean(),
                list(() -> pick(Payload.Family.IPV4, Payload.Family.IPV6)).stream()
                        .distinct()
                        .sorted()
                        .toList(),
                maybe(() -> new CryptoGroup.Membership(name(), random.nextBoolean())),
                tunnel());
    }

    private CryptoTemplate template(Located<String> name) {
        List<CryptoTemplate.PeerNetwork> networks = new ArrayList<>();
        Set<AddressRange> seen = new HashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            AddressRange network = range(random.nextBoolean());
            if (seen.add(network)) {
                networks.add(new CryptoTemplate.PeerNetwork(located(network), maybe(this::secret)));
            }
        }
        return new CryptoTemplate(name, networks, random.nextBoolean(), tunnel());
    }

    private TunnelSettings tunnel() {
        Optional<Located<Long>> retransmission = maybe(() -> number(10, 600_000));
        boolean fragmentation = random.nextBoolean();
        TunnelSettings.Ike ike = new TunnelSettings.Ike(
                random.nextBoolean(),
                retransmission,
                retransmission.isPresent() && random.nextBoolean(),
                maybe(() -> number(0, 100)),
                maybe(() -> number(1, 3600)),
                random.nextBoolean(),
                fragmentation,
                fragmentation ? maybe(() -> number(576, 65535)) : Optional.empty());
        Optional<TunnelSettings.Keepalive> keepalive = maybe(() -> new TunnelSettings.Keepalive(
                Optional.of(number(1, 86_400)), maybe(() -> number(1, 3600)), maybe(() -> number(0, 100))));
        Optional<Located<Long>> maxChildSas = maybe(() -> number(1, 100_000));
        TunnelSettings.Kernel kernel = new TunnelSettings.Kernel(
                maybe(() -> number(0, 4096)),
                maybe(() -> number(1, 0xFFFF_FFFFL)),
                maybe(() -> located(mark())),
                maybe(() -> number(1, 65535)),
                maybe(() -> number(1, 1_000_000_000)),
                maybe(() -> new TunnelSettings.Offload(name(), random.nextBoolean())),
                random.nextBoolean());
        return new TunnelSettings(
                maybe(() -> located(method(false))),
                maybe(() -> located(method(true))),
                certificateSettings(),
                maybe(() -> located(identity())),
                distinct(this::identity),
                list(this::name),
                ike,
                keepalive,
                new TunnelSettings.Nat(random.nextBoolean(), maybe(() -> number(0, 3600))),
                kernel,
                maxChildSas,
                new TunnelPolicy(
                        maxChildSas.isEmpty()
                                ? Optional.empty()
                                : maybe(() -> located(pick(TunnelPolicy.OverloadAction.values()))),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        maybe(() -> number(1, 31_536_000)),
                        maybe(this::name),
                        maybe(() -> located(
                                random.nextBoolean()
                                        ? new TunnelPolicy.ReceivedIdr()
                                        : new TunnelPolicy.Idr(identity())))),
                new MultiHoming(
                        list(() -> located(address(random.nextBoolean()))),
                        list(() -> located(address(random.nextBoolean())))),
                named(this::payload));
    }

    private TunnelSettings.Mark mark() {
        int mask = random.nextInt();
        return mask == 0 ? new TunnelSettings.Mark(1, 1) : new TunnelSettings.Mark(random.nextInt() & mask, mask);
    }

    private Identity identity() {
        Identity.Type type = pick(Identity.Type.values());
        return new Identity(
                type,
                switch (type) {
                    case IP_ADDR -> address(random.nextBoolean()).toString();
                    case FQDN -> "gw" + random.nextInt(9) + ".example";
                    case RFC822_ADDR -> "gw" + random.nextInt(9) + "@example";
                    case KEY_ID -> "k" + text();
                    case DER_ASN1_DN -> "CN=gw " + random.nextInt(9) + ", O=Example";
                });
    }

    private Payload payload(Located<String> name) {
        return new Payload(
                name,
                pick(Payload.Family.values()),
                list(this::name),
                maybe(() -> number(1, 0xFFFF_FFFFL)),
                maybe(() -> number(1, 9_007_199_254_740_991L)),
                maybe(() -> number(1, 9_007_199_254_740_991L)),
                random.nextBoolean(),
                list(() -> located(selector(false))),
                list(() -> located(selector(true))),
                new PayloadPolicy(
                        maybe(this::name),
                        random.nextBoolean(),
                        maybe(() -> number(1, 1_000_000)),
                        maybe(() -> number(1, 32)),
                        maybe(() -> located(
                                random.nextBoolean()
                                        ? new AddressAllocation(AddressAllocation.Kind.HOME_ADDRESS, List.of())
                                        : new AddressAllocation(AddressAllocation.Kind.DYNAMIC, list(this::name))))));
    }

    private Payload.Selector selector(boolean endpoint) {
        int start = random.nextInt(65536);
        int startPort = random.nextBoolean() ? 0 : start;
        int endPort = startPort == 0 ? 0xFFFF : start + random.nextInt(65536 - start);
        int protocol = random.nextInt(256);
        return switch (random.nextInt(endpoint ? 3 : 2)) {
            case 0 -> new Payload.Everything(protocol, startPort, endPort);
            case 1 -> {
                AddressRange range = range(random.nextBoolean());
                yield new Payload.Range(
                        range.network(), range.network().lastOf(range.prefix()), protocol, startPort, endPort);
            }
            default -> new Payload.Endpoint(protocol, startPort, endPort);
        };
    }

    /** At most one of each kind and name, bindings of distinct addresses. */
    private List<Service> services() {
        List<Service> services = new ArrayList<>();
        for (Service.Kind kind : Service.Kind.values()) {
            services.addAll(named(
                    name -> new Service(kind, name, bindings(), kind == Service.Kind.WSG ? peerList() : List.of())));
        }
        return services;
    }

    private List<Service.Binding> bindings() {
        List<Service.Binding> bindings = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            IpAddress address = new IpAddress(0, 0x0A00_0000L + i, false);
            bindings.add(new Service.Binding(located(address), name(), maybe(this::name)));
        }
        return bindings;
    }

    private IpAddress address(boolean v6) {
        return v6
                ? new IpAddress(random.nextLong(), random.nextBoolean() ? 0 : random.nextLong(), true)
                : new IpAddress(0, random.nextLong() & 0xFFFF_FFFFL, false);
    }

    private AddressRange range(boolean v6) {
        return new AddressRange(address(v6), random.nextInt(v6 ? 129 : 33));
    }

    private AaaGroup aaaGroup(Located<String> name) {
        return new AaaGroup(
                name,
                radiusServers(),
                radiusServers(),
                random.nextBoolean(),
                maybe(() -> number(1, 100)),
                maybe(() -> number(0, 100)),
                maybe(() -> number(0, 65535)),
                maybe(() -> number(1, 1000)),
                maybe(this::name),
                maybe(() -> located(address(random.nextBoolean()))),
                random.nextBoolean());
    }

    /** Each at another address: a second line for the same one takes the place of the first. */
    private List<AaaGroup.Server> radiusServers() {
        List<AaaGroup.Server> servers = new ArrayList<>();
        for (IpAddress address : new LinkedHashSet<>(list(() -> address(random.nextBoolean())))) {
            servers.add(new AaaGroup.Server(
                    located(address), secret(), maybe(() -> number(1, 65535)), maybe(() -> number(1, 1000))));
        }
        return servers;
    }

    private CryptoGroup group(Located<String> name) {
        Optional<Located<String>> list = maybe(this::name);
        return new CryptoGroup(
                name,
                list,
                list.isEmpty() ? Optional.empty() : maybe(() -> number(0, 0xFFFF_FFFFL)),
                maybe(this::name),
                maybe(() -> pick(CryptoGroup.Switchover.values())));
    }

    private ManualMap manualMap(Located<String> name) {
        Optional<Located<String>> list = maybe(this::name);
        return new ManualMap(
                name,
                list,
                list.isEmpty() ? Optional.empty() : maybe(() -> number(0, 0xFFFF_FFFFL)),
                maybe(() -> located(address(random.nextBoolean()))),
                maybe(() -> located(address(random.nextBoolean()))),
                maybe(this::name),
                maybe(this::sessionKey),
                maybe(this::sessionKey),
                random.nextBoolean());
    }

    private ManualMap.SessionKey sessionKey() {
        boolean esp = random.nextBoolean();
        return new ManualMap.SessionKey(
                esp,
                number(256, 0xFFFF_FFFFL),
                esp ? Optional.of(hexKey()) : Optional.empty(),
                esp ? maybe(this::hexKey) : Optional.of(hexKey()));
    }

    private Located<SecretText> hexKey() {
        String digits = "%016x".formatted(random.nextLong());
        return located(
                random.nextBoolean()
                        ? new SecretText.Sealed(digits)
                        : new SecretText.Clear(new Secret(digits.getBytes(StandardCharsets.UTF_8))));
    }

    private List<RecordedLine> peerList() {
        return random.nextBoolean() ? List.of() : List.of(line("peer-list", new RecordedLine.Value(text())));
    }

    /** An IKEv1 map with a secret, and a line of a context. */
    private List<RecordedSection> recorded() {
        List<RecordedSection> sections = new ArrayList<>();
        if (random.nextBoolean()) {
            List<Located<RecordedLine.Part>> header = new ArrayList<>(
                    line("crypto map", new RecordedLine.Value(text())).parts());
            header.addAll(line("ipsec-isakmp").parts());
            SecretText secret = secret().value();
            RecordedLine key = line(
                    secret instanceof SecretText.Sealed
                            ? "set ikev1 encrypted preshared-key"
                            : "set ikev1 preshared-key",
                    new RecordedLine.Key(secret));
            sections.add(new RecordedSection(
                    new RecordedLine(header),
                    true,
                    List.of(
                            line(
                                    "set peer",
                                    new RecordedLine.Value(address(false).toString())),
                            key)));
        }
        return sections;
    }

    private static RecordedLine line(String keywords, RecordedLine.Part... more) {
        List<Located<RecordedLine.Part>> parts = new ArrayList<>();
        for (String word : keywords.split(" ")) {
            parts.add(located(new RecordedLine.Keyword(word)));
        }
        for (RecordedLine.Part part : more) {
            parts.add(located(part));
        }
        return new RecordedLine(parts);
    }

    private AddressPool pool(Located<String> name) {
        boolean v6 = random.nextBoolean();
        AddressRange subnet = range(v6);
        AddressPool.Block block = random.nextBoolean()
                ? new AddressPool.Subnet(subnet)
                : new AddressPool.Span(subnet.network(), subnet.network().lastOf(subnet.prefix()));
        AddressPool.Kind kind = pick(AddressPool.Kind.values());
        boolean ranked = kind == AddressPool.Kind.PUBLIC || kind == AddressPool.Kind.PRIVATE;
        return new AddressPool(
                name,
                v6,
                Optional.of(located(block)),
                new AddressPool.Access(kind, ranked ? random.nextInt(11) : 0),
                maybe(this::name),
                random.nextBoolean(),
                list(() -> located(address(random.nextBoolean()))),
                distinct(this::identity).stream()
                        .map(id -> new AddressPool.StaticLease(id, located(address(v6))))
                        .toList(),
                random.nextBoolean());
    }

    private Pki pki() {
        return new Pki(
                named(name -> new Pki.Certificate(
                        name,
                        pick(Pki.Encoding.values()),
                        source(),
                        pick(Pki.Encoding.values()),
                        random.nextBoolean()
                                ? new Pki.KeyData(secret())
                                : new Pki.KeyUrl(located("file:///etc/" + random.nextInt(9))),
                        maybe(this::secret))),
                named(name -> new Pki.CaCertificate(name, pick(Pki.Encoding.values()), source())),
                named(name -> new Pki.CaCrl(name, pick(Pki.Encoding.values()), source())));
    }

    private Pki.Source source() {
        return random.nextBoolean()
                ? new Pki.Data(located("-----BEGIN " + text() + "\n" + text() + "\n"))
                : new Pki.Url(located(pick("http", "https", "ftp") + "://host/" + random.nextInt(9)));
    }

    private AuthenticationMethod method(boolean remote) {
        return switch (random.nextInt(3)) {
            case 0 -> new AuthenticationMethod.PreSharedKey(secret());
            case 1 -> new AuthenticationMethod.Certificate();
            default ->
                remote
                        ? new AuthenticationMethod.Eap(name(), maybe(this::name))
                        : new AuthenticationMethod.EapClient(name(), secret());
        };
    }

    private CertificateSettings certificateSettings() {
        Optional<Located<String>> certificate = maybe(this::name);
        return new CertificateSettings(
                certificate,
                certificate.flatMap(named -> maybe(() -> located("http://host/" + random.nextInt(9)))),
                list(this::name),
                list(this::name),
                random.nextBoolean(),
                maybe(() -> new CertificateSettings.Ocsp(
                        random.nextBoolean(),
                        maybe(() -> new CertificateSettings.Responder(
                                located(address(random.nextBoolean())), maybe(() -> number(1, 65535)))))),
                maybe(() -> pick(CertificateSettings.RsaPadding.values())),
                maybe(() -> pick(CertificateSettings.Revocation.values())));
    }

    private Located<SecretText> secret() {
        String text = text() + (random.nextInt(3) == 0 ? " \t\n" + text() : "");
        return located(
                random.nextInt(3) == 0
                        ? new SecretText.Sealed(text)
                        : new SecretText.Clear(new Secret(text.getBytes(StandardCharsets.UTF_8))));
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }

    private Located<String> name() {
        return located(random.nextInt(8) == 0 ? pick("list", "exit", "end", "no", "any", "key", "match") : text());
    }

    private <V> List<V> named(Function<Located<String>, V> make) {
        List<V> made = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Located<String> name = name();
            if (names.add(name.value())) {
                made.add(make.apply(name));
            }
        }
        return made;
    }

    private <V> List<V> list(Supplier<V> make) {
        List<V> made = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            made.add(make.get());
        }
        return made;
    }

    private <V> List<Located<V>> distinct(Supplier<V> make) {
        return list(make).stream().distinct().map(RandomModels::located).toList();
    }

    private <V> Optional<V> maybe(Supplier<V> make) {
        return random.nextBoolean() ? Optional.of(make.get()) : Optional.empty();
    }

    private Located<Long> number(long low, long high) {
        return located(random.nextInt(5) == 0 ? low : random.nextLong(low, high + 1));
    }

    @SafeVarargs
    private <V> V pick(V... values) {
        return values[random.nextInt(values.length)];
    }

    private static <V> Located<V> located(V value) {
        return new Located<>(value, Position.START);
    }
}
