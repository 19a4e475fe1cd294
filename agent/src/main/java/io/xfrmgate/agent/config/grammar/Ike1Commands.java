package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.syntax.Mode;
import java.util.List;

/** IKEv1, and the services of StarOS that use it: read and kept, but without effect yet. */
final class Ike1Commands {
    private static final String CIPHERS = "{ 3des-cbc | aes-cbc-128 | aes-cbc-256 | des-cbc }";
    private static final String HMACS = "{ md5-96 | none | sha1-96 }";
    private static final String SECRET = "{ secret <secret:secret> | encrypted secret <sealed:sealed> }";
    private static final String ISAKMP_SECRET =
            "{ isakmp-secret <isakmp-secret:secret> | encrypted isakmp-secret <sealed-isakmp:sealed> }";

    static final Mode<RecordedBuilder> POLICY = policy();
    static final Mode<RecordedBuilder> TRANSFORM_SET = transformSet();
    static final Mode<RecordedBuilder> MAP = map();
    static final Mode<RecordedBuilder> FA = agent("fa-service mode", "isakmp peer-ha");
    static final Mode<RecordedBuilder> HA = agent("ha-service mode", "isakmp peer-fa");
    static final Mode<RecordedBuilder> LAC = lac();
    static final Mode<RecordedBuilder> APN = apn();
    static final Mode<RecordedBuilder> WSG_LOOKUP = lookup();
    static final Mode<RecordedBuilder> INTERFACE = interfaces();

    /** All of them. */
    static final List<Mode<RecordedBuilder>> MODES =
            List.of(POLICY, TRANSFORM_SET, MAP, FA, HA, LAC, APN, WSG_LOOKUP, INTERFACE);

    private Ike1Commands() {}

    static void add(Mode.Builder<ContextBuilder> mode) {
        section(mode, "{ ikev1 | isakmp } policy <priority:int(0..100)>", POLICY);
        section(
                mode,
                "crypto ipsec transform-set <name:name> [ ah { hmac " + HMACS + " | none }"
                        + " | ah hmac " + HMACS + " esp hmac " + HMACS + " [ cipher " + CIPHERS + " ]"
                        + " | esp hmac " + HMACS + " [ cipher " + CIPHERS + " ] ]",
                TRANSFORM_SET);
        section(mode, "crypto map <name:name> { ipsec-dynamic | ipsec-ikev1 | ipsec-isakmp }", MAP);
        section(mode, "fa-service <name:name>", FA);
        section(mode, "ha-service <name:name>", HA);
        section(mode, "lac-service <name:name>", LAC);
        section(mode, "apn <name:name>", APN);
        section(mode, "wsg-lookup", WSG_LOOKUP);
        section(mode, "interface <name:name> [ loopback | tunnel ]", INTERFACE);
        line(
                mode,
                "{ ikev1 | isakmp } keepalive dpd",
                "interval <interval:int(1..3600)> timeout <timeout:int(1..3600)> num-retry <retries:int(0..100)>");
    }

    private static void section(Mode.Builder<ContextBuilder> mode, String notation, Mode<RecordedBuilder> inner) {
        mode.opening(
                notation,
                inner,
                (context, match, findings) -> context.recorded.computeIfAbsent(
                        RecordedBuilder.key(match), key -> new RecordedBuilder(match, true)),
                RecordedBuilder::new);
        if (!notation.startsWith("crypto map")) {
            String head = notation.replaceAll(" (\\[|ah|esp) .*", "");
            mode.command("no " + head, (context, match, findings) -> {
                String key = RecordedBuilder.key(match).substring("no ".length());
                if (!context.recorded.keySet().removeIf(k -> (k + " ").startsWith(key + " "))) {
                    findings.warning(match.at(), "there is no such object up to here", "remove this line");
                }
            });
        }
    }

    private static void line(Mode.Builder<ContextBuilder> mode, String head, String rest) {
        mode.command(
                head + " " + rest,
                (context, match, findings) ->
                        context.recorded.put(RecordedBuilder.key(match), new RecordedBuilder(match, false)));
        mode.command("{ default | no } " + head + " [ <argument:text> ]", (context, match, findings) -> {
            String key = RecordedBuilder.key(match).replaceFirst("^(no|default) ", "");
            if (!context.recorded.keySet().removeIf(k -> (k + " ").startsWith(key + " "))) {
                findings.warning(match.at(), "there is no such line up to here", "remove this line");
            }
        });
    }

    private static Mode<RecordedBuilder> policy() {
        Mode.Builder<RecordedBuilder> mode = new Mode.Builder<>("ikev1 policy mode", Types.ALL);
        RecordedBuilder.command(mode, "authentication", "preshared-key");
        RecordedBuilder.command(mode, "encryption", CIPHERS);
        RecordedBuilder.command(mode, "group", "<group:int(1..5)>");
        RecordedBuilder.command(mode, "hash", "{ md5 | sha1 }");
        RecordedBuilder.command(mode, "lifetime", "<seconds:int(60..86400)>");
        return mode.build();
    }

    private static Mode<RecordedBuilder> transformSet() {
        Mode.Builder<RecordedBuilder> mode = new Mode.Builder<>("crypto ipsec transform-set mode", Types.ALL);
        RecordedBuilder.command(mode, "mode", "{ transport | tunnel }");
        return mode.build();
    }

    private static Mode<RecordedBuilder> map() {
        Mode.Builder<RecordedBuilder> mode = new Mode.Builder<>("ikev1 crypto map mode", Types.ALL);
        RecordedBuilder.command(mode, "match address", "<acl:name> [ <priority:int(0..4294967295)> ]");
        RecordedBuilder.command(mode, "match crypto-group", "<group:name> { primary | secondary }");
        RecordedBuilder.command(
                mode, "match ip pool", "pool-name <pool:name> [ destination-network <network:prefix> ]");
        RecordedBuilder.command(mode, "set bgp peer-address", "<address:address>");
        RecordedBuilder.command(mode, "set control-dont-fragment", "{ clear-bit | copy-bit | set-bit }");
        for (String isakmp : List.of("ikev1", "isakmp")) {
            RecordedBuilder.command(mode, "set " + isakmp + " preshared-key", "<secret:secret>");
            RecordedBuilder.command(mode, "set " + isakmp + " encrypted preshared-key", "<sealed:sealed>");
            RecordedBuilder.command(mode, "set " + isakmp + " natt", "[ keepalive <seconds:int(1..3600)> ]");
        }
        RecordedBuilder.command(mode, "set ip mtu", "<mtu:int(68..65535)>");
        RecordedBuilder.command(mode, "set ipv6 mtu", "<mtu:int(68..65535)>");
        RecordedBuilder.command(mode, "set mode", "{ aggressive | main }");
        RecordedBuilder.command(mode, "set peer", "<address:address>");
        RecordedBuilder.command(mode, "set pfs", "{ group1 | group2 | group5 }");
        RecordedBuilder.command(
                mode, "set phase1-idtype", "{ id-key-id | ipv4-address [ mode { aggressive | main } ] }");
        RecordedBuilder.command(mode, "set phase2-idtype", "{ ipv4-address | ipv4-address-subnet }");
        for (String flag : List.of("disable-phase1-rekey", "disable-phase2-rekey", "keepalive")) {
            RecordedBuilder.command(mode, "set security-association lifetime " + flag, "");
        }
        RecordedBuilder.command(
                mode, "set security-association lifetime kilo-bytes", "<kilo-bytes:int(1..4294967295)>");
        RecordedBuilder.command(mode, "set security-association lifetime seconds", "<seconds:int(1..4294967295)>");
        RecordedBuilder.command(mode, "set transform-set", "<set:name> [ transform-set <more:name> ]...");
        return mode.build();
    }

    private static Mode<RecordedBuilder> agent(String title, String peer) {
        Mode.Builder<RecordedBuilder> mode = new Mode.Builder<>(title, Types.ALL);
        RecordedBuilder.commands(mode, peer, "<address:address> crypto-map <map:name> [ " + SECRET + " ]");
        RecordedBuilder.command(mode, "isakmp default", "crypto-map <map:name> [ " + SECRET + " ]");
        RecordedBuilder.command(mode, "isakmp aaa-context", "<context:name>");
        RecordedBuilder.command(
                mode, "bind", "address <address:address> [ max-subscribers <count:int(0..4294967295)> ]");
        RecordedBuilder.commands(
                mode,
                "fa-ha-spi",
                "remote-address <address:address> spi-number <spi:int(256..4294967295)> " + SECRET
                        + " [ <argument:text> ]...");
        return mode.build();
    }

    private static Mode<RecordedBuilder> lac() {
        Mode.Builder<RecordedBuilder> mode = new Mode.Builder<>("lac-service mode", Types.ALL);
        RecordedBuilder.commands(
                mode,
                "peer-lns",
                "<address:address> " + SECRET + " [ crypto-map <map:name> " + ISAKMP_SECRET
                        + " ] [ description <description:text> ] [ preference <preference:int(1..128)> ]");
        RecordedBuilder.command(mode, "bind", "address <address:address>");
        return mode.build();
    }

    private static Mode<RecordedBuilder> apn() {
        Mode.Builder<RecordedBuilder> mode = new Mode.Builder<>("apn mode", Types.ALL);
        RecordedBuilder.commands(
                mode,
                "tunnel l2tp",
                "[ peer-address <address:address> [ " + SECRET + " ] [ preference <preference:int(1..128)> ]"
                        + " [ tunnel-context <context:name> ] [ local-address <local:address> ]"
                        + " [ crypto-map <map:name> " + ISAKMP_SECRET + " ] [ local-hostname <host:name> ] ]");
        RecordedBuilder.command(mode, "ip context-name", "<context:name>");
        return mode.build();
    }

    private static Mode<RecordedBuilder> lookup() {
        Mode.Builder<RecordedBuilder> mode = new Mode.Builder<>("wsg-lookup mode", Types.ALL);
        RecordedBuilder.commands(
                mode,
                "priority",
                "<priority:int(1..6)> source-netmask <source:int(1..128)> destination-netmask <destination:int(1..128)>");
        return mode.build();
    }

    private static Mode<RecordedBuilder> interfaces() {
        Mode.Builder<RecordedBuilder> mode = new Mode.Builder<>("interface mode", Types.ALL);
        RecordedBuilder.commands(
                mode, "{ ip | ipv6 } address", "{ <address:address> <mask:address> | <prefix:prefix> } [ secondary ]");
        RecordedBuilder.commands(mode, "crypto-map", "<map:name> [ secondary-address <address:address> ]");
        return mode.build();
    }
}
