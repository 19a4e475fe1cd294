package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.EncryptionChoice;
import io.xfrmgate.agent.config.model.IpsecTransformSet;
import io.xfrmgate.agent.config.model.ManualMap;
import io.xfrmgate.agent.config.model.ManualMap.SessionKey;
import io.xfrmgate.agent.config.model.Profile;
import io.xfrmgate.agent.config.model.SecretText;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.config.ManualSa;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Makes SAs without IKE of manual crypto maps, and says why that can not be. */
final class ManualSas {
    private final ContextSection context;
    private final SecretOpener opener;
    private final Defaults.Suite defaults;

    ManualSas(ContextSection context, SecretOpener opener, Profile profile) {
        this.context = context;
        this.opener = opener;
        this.defaults = Defaults.suite(profile);
    }

    /** Of a map that {@link #check} found right. */
    ManualSa of(String name, ManualMap map) {
        IpsecTransformSet set = set(map).orElseThrow();
        Selectors.Pair traffic = pairs(map).getFirst();
        SessionKey inbound = map.inbound().orElseThrow();
        SessionKey outbound = map.outbound().orElseThrow();
        long priority = PeerFactory.MAP_PRIORITY
                + PeerFactory.NUMBERS_OF_A_MAP
                        * Math.min(PeerFactory.MAX_MAP_PRIORITY, Defaults.orElse(map.priority(), 0));
        return new ManualSa(
                name,
                map.localAddress().orElseThrow().value(),
                map.peer().orElseThrow().value(),
                Defaults.mode(set),
                suite(set),
                inbound.spi().value().intValue(),
                outbound.spi().value().intValue(),
                keys(inbound),
                keys(outbound),
                traffic.local(),
                traffic.remote(),
                // Both ends begin at sequence number 1 again whenever they start: a window would stop one of them.
                new KernelOptions(0, (int) priority, 0, 0, 0, 0, map.clearDontFragment()));
    }

    /** That the algorithms can do without IKE, the keys fit them, and the traffic is one pair of selectors. */
    void check(ManualMap map, Findings findings) {
        Located<String> what = map.name().with("crypto map \"" + map.name() + "\"");
        if (map.accessList().isPresent()
                && context.accessList(map.accessList().get().value()).isPresent()
                && pairs(map).size() != 1) {
            findings.error(
                    map.accessList().get().at(),
                    "the access list of " + what + " can not be one pair of SAs",
                    "one permit rule",
                    "make a manual map for each rule");
        }
        if (set(map).isEmpty()) {
            return;
        }
        Located<String> setName = map.transformSet().orElseThrow();
        ChildSuite suite = suite(set(map).get());
        boolean counter = suite.encryption().isAead() || suite.encryption() == EncryptionAlgorithm.AES_CTR;
        if (counter) {
            findings.error(
                    setName.at(),
                    "transform set \"" + setName
                            + "\" has a mode that must never meet the same key twice, and a manual map"
                            + " has the same keys after every start (RFC 4106 section 2)",
                    "a CBC mode or null, with an hmac",
                    "write encryption aes-cbc-128 and hmac sha2-256-128 in the transform set");
            return;
        }
        for (Optional<SessionKey> key : List.of(map.inbound(), map.outbound())) {
            key.ifPresent(k -> check(k, suite, findings));
        }
    }

    private void check(SessionKey key, ChildSuite suite, Findings findings) {
        if (!key.esp()) {
            findings.error(
                    key.spi().at(),
                    "AH is not supported: what it does, ESP with encryption null does too",
                    "esp SPI cipher KEY authenticator KEY",
                    "use esp, at the peer as well");
            return;
        }
        length(
                key.cipher(),
                suite.encryptionKeyLength(),
                "cipher " + suite.encryption().textWithKey(suite.keyBits()),
                key,
                findings);
        length(
                key.authenticator(),
                suite.integrityKeyLength(),
                "authenticator " + suite.integrity().text(),
                key,
                findings);
    }

    private void length(
            Optional<Located<SecretText>> key, int octets, String what, SessionKey session, Findings findings) {
        int given = key.map(text -> octets(text.value()))
                .map(secret -> {
                    int length = secret.length;
                    Arrays.fill(secret, (byte) 0);
                    return length;
                })
                .orElse(0);
        if (given != octets) {
            findings.error(
                    key.map(Located::at).orElse(session.spi().at()),
                    "the key of the " + what + " has " + given + " octets",
                    octets + " octets, which are " + 2 * octets + " hexadecimal digits",
                    "make one: openssl rand -hex " + octets);
        }
    }

    private Optional<IpsecTransformSet> set(ManualMap map) {
        return map.transformSet().flatMap(name -> context.ipsecTransformSet(name.value()));
    }

    private List<Selectors.Pair> pairs(ManualMap map) {
        return map.accessList()
                .flatMap(acl -> context.accessList(acl.value()))
                .map(Selectors::of)
                .orElse(List.of());
    }

    private ChildSuite suite(IpsecTransformSet set) {
        EncryptionChoice encryption = Defaults.encryption(set).getFirst();
        IntegrityAlgorithm integrity = encryption.algorithm().isAead()
                ? IntegrityAlgorithm.NONE
                : defaults.hmacs(set.hmacs()).getFirst();
        return new ChildSuite(encryption.algorithm(), encryption.keyBits(), integrity, false);
    }

    private ChildKeys keys(SessionKey key) {
        return new ChildKeys(octets(key.cipher()), octets(key.authenticator()));
    }

    private byte[] octets(Optional<Located<SecretText>> key) {
        return key.map(text -> octets(text.value())).orElse(new byte[0]);
    }

    /** A sealed key that can not be opened has no octets here; {@link SecretRules} tells of it. */
    private byte[] octets(SecretText text) {
        if (!(opener.open(text) instanceof SecretOpener.Opened(Secret secret))) {
            return new byte[0];
        }
        byte[] digits = secret.octets();
        String hex = new String(digits, StandardCharsets.US_ASCII);
        Arrays.fill(digits, (byte) 0);
        String bare = hex.startsWith("0x") || hex.startsWith("0X") ? hex.substring(2) : hex;
        return bare.length() % 2 == 0 && bare.chars().allMatch(c -> Character.digit(c, 16) >= 0)
                ? HexFormat.of().parseHex(bare)
                : new byte[0];
    }
}
