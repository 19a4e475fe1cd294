# Ten peers at once: strongSwan calls from ten addresses at the same moment.

fixture() { topology more=10; }

# ten_peers [LINE]: LINE goes to the settings of xfrmgate's daemon.
ten_peers() {
    local i connections= id peer_id local remote local_ts remote_ts name mode=tunnel extra= child=
    local ike=aes128gcm16-prfsha256-ecp256 esp=aes128gcm16
    { sets && gate_template a payload= selectors="tsr start-address 10.1.0.0 end-address 10.1.255.255"; } | gate_conf "${1:-}" | gate a
    for ((i = 1; i <= 10; i++)); do
        name=t$i local=10.0.2.$((100 + i)) remote=10.0.1.1 local_ts=10.2.1.$i/32 remote_ts=10.1.1.0/24
        id=peer$i peer_id=a child="start_action = start"
        connections+=$(swan_connection)$'\n'
    done
    printf 'connections {\n%s}\nsecrets {\n  ike-1 {\n    secret = "%s"\n  }\n}\n' "$connections" "$secret" | strongswan b
    within 10 "all ten tunnels are up" has_sas a 20
    within 3 "all ten tunnels are up at strongSwan" has_sas b 20
    for ((i = 1; i <= 10; i++)); do pings a "10.1.1.$i" "10.2.1.$i" 3; done
    for ((i = 1; i <= 10; i++)); do
        [ "$(packets a 10.0.1.1 10.0.2.$((100 + i)))" -ge 3 ] || fail "the states of peer $i counted too few packets"
    done
    no_cleartext
    [ "$(metric a '^xfrmgate_template_sas{')" -eq 10 ] || fail "/metrics counts $(metric a '^xfrmgate_template_sas{') Child SAs"
    stop gate-a
    within 3 "xfrmgate's kernel has no state or policy left" gone a
    within 5 "strongSwan deleted all of its states" has_sas b 0
}

# Two shards share the sockets by SPI: every peer's messages, from whatever port, reach the shard that holds its SAs.
two_shards() { ten_peers "shards 2"; }

scenario ten-peers ten_peers
scenario ten-peers-two-shards two_shards
