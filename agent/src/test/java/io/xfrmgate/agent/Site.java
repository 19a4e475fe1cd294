package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.config.ConfigLoader;
import io.xfrmgate.agent.config.ConfigResult;
import io.xfrmgate.agent.config.GatewayConfig;

/** One of two sites with a tunnel between them. */
final class Site {
    static final String PSK = "correct horse battery staple";

    private Site() {}

    /** A map named {@code peer} with one child {@code site}, between the two addresses themselves; without metrics. */
    static GatewayConfig of(String local, String remote, int shards) {
        return of(local, remote, shards, "no metrics");
    }

    /**
     * The same with metrics.
     *
     * @param metrics the line that configures them
     */
    static GatewayConfig of(String local, String remote, int shards, String metrics) {
        return loaded(text(local, remote, shards, metrics));
    }

    /** Its text. */
    static String text(String local, String remote, int shards, String metrics) {
        return """
                configure
                  gateway
                    shards %d
                    %s
                    no control
                  exit
                  context test
                    ikev2-ikesa transform-set ike
                      encryption aes-256-gcm-128
                      prf sha2-256
                      group 31
                    exit
                    ipsec transform-set esp
                      encryption aes-128-gcm-128
                    exit
                    ip access-list site
                      permit ip host %s host %s
                    exit
                    crypto map peer ikev2-ipv4
                      match address site
                      peer %s
                      local-address %s
                      authentication local pre-shared-key key "%s"
                      authentication remote pre-shared-key key "%s"
                      ikev2-ikesa transform-set list ike
                      payload site match ipv4
                        ipsec transform-set list esp
                        rekey
                      exit
                    exit
                  exit
                end
                """.formatted(shards, metrics, local, remote, remote, local, PSK, PSK);
    }

    /** A template for every peer that has the secret, whatever it asks for; it may rekey. Without metrics. */
    static GatewayConfig template(String local, String secret) {
        return loaded("""
                configure
                  gateway
                    no metrics
                    no control
                  exit
                  context test
                    ikev2-ikesa transform-set ike
                      encryption aes-256-gcm-128
                      prf sha2-256
                      group 31
                    exit
                    ipsec transform-set esp
                      encryption aes-128-gcm-128
                    exit
                    crypto template anybody ikev2-dynamic
                      authentication local pre-shared-key key "%s"
                      authentication remote pre-shared-key key "%s"
                      ikev2-ikesa transform-set list ike
                      ikev2-ikesa rekey
                      payload any match childsa match ipv4
                        ipsec transform-set list esp
                        rekey
                        tsr start-address any end-address any
                        tsi start-address any end-address any
                      exit
                    exit
                    wsg-service gw
                      bind address %s crypto-template anybody
                    exit
                  exit
                end
                """.formatted(secret, secret, local));
    }

    static GatewayConfig loaded(String text) {
        ConfigResult result = ConfigLoader.parse(text, "test.cfg");
        assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
        return ((ConfigResult.Loaded) result).config();
    }
}
