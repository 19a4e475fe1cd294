package io.xfrmgate.agent.control;

import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.config.AuthMethod;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.List;

/** Templates and maps as VICI describes connections. */
final class ConnectionMessages {
    private ConnectionMessages() {}

    static ViciMessage of(PeerConfig peer) {
        List<String> local = peer.localAddresses().isEmpty()
                ? List.of("%any")
                : peer.localAddresses().stream().map(Object::toString).toList();
        List<String> remote = peer.remote()
                .map(address -> List.of(address.toString()))
                .orElseGet(() -> peer.remoteNetworks().isEmpty()
                        ? List.of("%any")
                        : peer.remoteNetworks().stream().map(Object::toString).toList());
        return ViciMessage.builder()
                .list("local_addrs", local)
                .list("remote_addrs", remote)
                .put("local_port", 500)
                .put("remote_port", 500)
                .put("version", "IKEv2")
                .put("kind", peer.remote().isPresent() ? "map" : "template")
                .put("reauth_time", 0)
                .put("rekey_time", peer.lifetime().rekey() ? rekeyAfter(peer) : 0)
                .put("dpd_delay", peer.keepalive().intervalMillis() / 1_000)
                .section(
                        "local-1",
                        auth -> auth.put("class", method(peer.authentication().local()))
                                .put("id", peer.authentication().localId()))
                .section("remote-1", auth -> {
                    auth.put("class", method(peer.authentication().remote()));
                    if (!peer.authentication().remoteIds().isEmpty()) {
                        auth.put("id", peer.authentication().remoteIds().getFirst());
                    }
                })
                .section(
                        "children",
                        children -> peer.children().forEach(child -> children.section(child.name(), of(child))))
                .build();
    }

    private static long rekeyAfter(PeerConfig peer) {
        return peer.lifetime().seconds() * peer.lifetime().rekeyPercent() / 100;
    }

    private static String method(AuthMethod method) {
        return switch (method) {
            case AuthMethod.SharedKey _ -> "pre-shared key";
            case AuthMethod.LocalCertificate _, AuthMethod.PeerCertificate _ -> "public key";
            case AuthMethod.PeerEap _, AuthMethod.EapClient _ -> "EAP";
            case AuthMethod.EapMutual _ -> "any";
        };
    }

    private static ViciMessage of(ChildConfig child) {
        int percent = child.lifetime().rekey() ? child.lifetime().rekeyPercent() : 0;
        return ViciMessage.builder()
                .put("mode", SaMessages.mode(child.mode()))
                .put("rekey_time", child.lifetime().seconds() * percent / 100)
                .put("rekey_bytes", child.lifetime().bytes() * percent / 100)
                .put("rekey_packets", child.lifetime().packets() * percent / 100)
                .put("dpd_action", "none")
                .put("close_action", "none")
                .list("local-ts", orDynamic(child.localSelectors()))
                .list("remote-ts", orDynamic(child.remoteSelectors()))
                .build();
    }

    private static List<String> orDynamic(List<TrafficSelector> selectors) {
        return selectors.isEmpty() ? List.of("dynamic") : SaMessages.selectors(selectors);
    }
}
