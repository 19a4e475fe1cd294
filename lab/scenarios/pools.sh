# Internal addresses by configuration payload: xfrmgate (a) gives them to strongSwan (b), takes one from it, and does both.

fixture() { topology more=2; }

# The server's template with its pools; words go to gate_template, lines of pools come from stdin.
pool_server() {
    ip -n b addr flush to 10.2.128.0/24 # what a charon that was killed left there
    pool_conf "$@" | gate a
}
pool_conf() {
    local pools
    pools=$(cat)
    {
        echo "$pools"
        sets
        gate_template a payload="ip-address-alloc dynamic" \
            selectors=$'tsr start-address 10.1.0.0 end-address 10.1.0.255\n        tsr start-address fd10:1:: end-address fd10:1::ffff' "$@"
    } | gate_conf
}
two_pools() {
    cat <<EOF
    ip pool four prefix 10.2.128.0/24
    ip pool four dns 10.1.0.53
    ip pool four install-routes
    ipv6 pool six prefix fd10:2:128::/64
    ipv6 pool six install-routes
EOF
}

# client [WORD...]: strongSwan asks for addresses, by default one of each family, and for name servers.
client() {
    swan_settings="make_before_break = yes
  install_virtual_ip_on = out"
    swan_plugins="resolve {
      file = $work/resolv.conf
    }"
    : >"$work/resolv.conf"
    swan_conf b local_ts= "remote_ts=10.1.0.0/24,fd10:1::/64" extra="vips = 0.0.0.0,::" "$@" | strongswan b
}
has_address() { has "inet6? $2/" ip -n "$1" addr; }
has_no_address() { ! has_address "$@"; }
used() { metric a "^xfrmgate_pool_used_addresses[{]pool=\"$1\""; }
in_use() { [ "$(used "$1")" -eq "$2" ]; }
established_again() { [ "$(metric a '^xfrmgate_ike_established_total')" -ge "$1" ]; }

# Addresses of both families, DNS, traffic, routes.
gets_addresses() {
    two_pools | pool_server
    client
    swan_up b t
    within 3 "strongSwan has its IPv4 address" has_address b 10.2.128.1
    has_address b fd10:2:128::1 || fail "strongSwan has no IPv6 address"
    has "nameserver 10.1.0.53" cat "$work/resolv.conf" || fail "strongSwan was not told the name server"
    within 3 "xfrmgate has a route to the address" has "^10.2.128.1 dev out" ip -n a route
    has "^fd10:2:128::1 dev out" ip -n a -6 route || fail "xfrmgate has no route to the IPv6 address"
    has "src 10.1.0.0/24 dst 10.2.128.1/32" ip -n a xfrm policy || fail "xfrmgate's policy is not for the address alone"
    pings b 10.2.128.1 10.1.0.1
    pings b fd10:2:128::1 fd10:1::1
    in_use four 1 || fail "the pool counts $(used four) addresses in use"
    has "^four +10.2.128.1 +1 / 0 / 254" gate_vici a --list-pools ||
        fail "swanctl --list-pools: $(gate_vici a --list-pools | tr '\n' ' ')"
}
# All of that survives rekeys and reauthentication, and goes at the end.
survives() {
    gets_addresses
    swan b --rekey --child t
    swan b --rekey --ike t
    within 3 "the IKE SA is rekeyed" has "ike-rekeyed" cat "$(log gate-a)"
    pings b 10.2.128.1 10.1.0.1
    in_use four 1 || fail "after the rekeys $(used four) addresses are in use"
    swan b --rekey --ike t --reauth
    within 8 "strongSwan authenticates anew" established_again 2
    within 8 "the old IKE SA is gone" has_sas a 2
    within 3 "strongSwan has installed the new Child SA" has_sas b 2
    has_address b 10.2.128.1 || fail "strongSwan lost its address by reauthentication"
    pings b 10.2.128.1 10.1.0.1
    in_use four 1 || fail "after reauthentication $(used four) addresses are in use"
    no_cleartext
    swan b --terminate --ike t
    within 3 "the address is free" in_use four 0
    within 3 "the route is gone" has_no_route 10.2.128.1
    swan_up b t
    within 3 "strongSwan has the same address again" has_address b 10.2.128.1
    stop gate-a
    within 3 "xfrmgate's kernel has no state or policy left" gone a
    has_no_route 10.2.128.1 || fail "xfrmgate left its route"
}
has_no_route() { ! has "^$1 " ip -n a route; }

# two_clients: strongSwan with the connections one and two, of their own identities and addresses.
two_clients() {
    local i connections= id peer_id local remote local_ts remote_ts name mode=tunnel extra="vips = 0.0.0.0" child=
    local ike=aes128gcm16-prfsha256-ecp256 esp=aes128gcm16
    for i in 1 2; do
        name=t$i local=10.0.2.$((100 + i)) remote=10.0.1.1 local_ts= remote_ts=10.1.0.0/24 id=peer$i peer_id=a
        connections+=$(swan_connection)$'\n'
    done
    printf 'connections {\n%s}\nsecrets {\n  ike-1 {\n    secret = "%s"\n  }\n}\n' "$connections" "$secret" | strongswan b
}

exhausted() {
    echo "    ip pool small range 10.2.128.1 10.2.128.1" | pool_server
    two_clients
    swan_up b t1
    if swan b --initiate --child t2 --timeout 3 >"$work/second" 2>&1; then fail "two peers got one address"; fi
    has "INTERNAL_ADDRESS_FAILURE" cat "$work/second" || fail "strongSwan was not told that there is no address"
    has "reason=address-failure" cat "$(log gate-a)" || fail "xfrmgate does not say that its pool is empty"
    [ "$(metric a '^xfrmgate_pool_exhausted_total')" -ge 1 ] || fail "the pool does not count that it was empty"
    swan b --terminate --ike t1
    within 3 "the address is free" in_use small 0
    swan b --terminate --ike t2 >/dev/null 2>&1 || true
    swan_up b t2
    pings b 10.2.128.1 10.1.0.1
}

static_lease() {
    pool_server <<EOF
    ip pool four prefix 10.2.128.0/24
    ip pool four static-lease id-type fqdn id peer2 address 10.2.128.1
EOF
    two_clients
    swan_up b t1
    swan_up b t2
    has_address b 10.2.128.2 || fail "peer1 has not the first address that is free"
    has "src 10.1.0.0/24 dst 10.2.128.1/32" ip -n a xfrm policy || fail "peer2 has not the address that is kept for it"
    pings b 10.2.128.1 10.1.0.1
    pings b 10.2.128.2 10.1.0.1
}

# home-address: who asks for an address gets that one, or none.
home_address() {
    echo "    ip pool four prefix 10.2.128.0/24" | pool_server payload="ip-address-alloc home-address"
    client extra="vips = 10.2.128.77"
    swan_up b t
    has_address b 10.2.128.77 || fail "strongSwan has not the address that it asked for"
    pings b 10.2.128.77 10.1.0.1
    in_use four 1 || fail "the pool counts $(used four) addresses in use"
    swan b --terminate --ike t >/dev/null
    within 3 "the address is free" in_use four 0
    stop charon-b
    local asked
    for asked in 10.2.129.77 0.0.0.0; do # one that the pool has not, and any
        client extra="vips = $asked"
        if swan b --initiate --child t --timeout $((5 * LAB_SLOWNESS)) >"$work/second" 2>&1; then fail "a peer that asks for $asked got a tunnel"; fi
        has "INTERNAL_ADDRESS_FAILURE" cat "$work/second" || fail "strongSwan was not told that $asked can not be had"
        stop charon-b
    done
    in_use four 0 || fail "the pool counts $(used four) addresses in use"
}

# A reload brings a pool, and takes one away.
by_reload() {
    echo "    ip pool four prefix 10.2.128.0/24" | pool_server
    client
    swan_up b t
    has_address b 10.2.128.1 || fail "strongSwan has no IPv4 address"
    { pool_conf <<<"$(two_pools)"; } >"$work/two"
    stream steady b 10.2.128.1 10.1.0.1
    reload_well a "$work/two"
    [ "$(metric a '^xfrmgate_pool_addresses[{]pool="six"')" -gt 0 ] || fail "the new pool is not in /metrics"
    no_loss steady
    swan b --terminate --ike t >/dev/null
    swan_up b t
    has_address b fd10:2:128::1 || fail "strongSwan has no address of the new pool"
    in_use six 1 || fail "$(used six) addresses of the new pool are in use"
    pings b fd10:2:128::1 fd10:1::1
    sed '/ pool four /d' "$work/two" >"$work/six"
    reload_well a "$work/six"
    has_no_pool four || fail "the removed pool is in /metrics"
    in_use six 1 || fail "after the other's end $(used six) addresses of the pool are in use"
}
has_no_pool() { ! has "^xfrmgate_pool_.*\"$1\"" inside a curl -s -m 10 http://127.0.0.1:9464/metrics; }

# xfrmgate asks strongSwan for an address, and uses it.
from_strongswan() {
    {
        swan_conf b local_ts=10.2.0.0/24 remote_ts= extra="pools = p"
        printf 'pools {\n  p {\n    addrs = 10.1.128.0/24\n    dns = 10.2.0.53\n  }\n}\n'
    } | strongswan b
    { sets && gate_map a acl="permit ip any 10.2.0.0 0.0.0.255" extra="request-address ipv4"; } | gate_conf | gate a
    within 8 "the tunnel is up" has_sas a 2
    within 3 "xfrmgate has its address" has_address a 10.1.128.1
    has "event=addresses-assigned.* addresses=10.1.128.1 dns=10.2.0.53" cat "$(log gate-a)" ||
        fail "xfrmgate does not tell its address and name server"
    within 3 "xfrmgate has a route with that source" has "^10.2.0.0/24 dev out .*src 10.1.128.1" ip -n a route
    pings a 10.1.128.1 10.2.0.1
    inside a ping -n -q -c 2 -i 0.1 -W 2 10.2.0.1 >/dev/null || fail "what names no source does not get through"
    no_cleartext
    stop gate-a
    has_no_address a 10.1.128.1 || fail "xfrmgate left its address on the interface"
}

# Two gateways of ours.
between_gateways() {
    two_pools | pool_server
    { sets && gate_map b acl="permit ip any 10.1.0.0 0.0.0.255" extra="request-address ipv4"; } | gate_conf | gate b
    within 8 "the tunnel is up" has_sas a 2
    within 3 "the client has its address" has_address b 10.2.128.1
    within 3 "the server has a route" has "^10.2.128.1 dev out" ip -n a route
    pings b 10.2.128.1 10.1.0.1
    no_cleartext
    stop gate-b
    within 3 "the address is free" in_use four 0
    has_no_address b 10.2.128.1 || fail "the client left its address on the interface"
}

# An address pool for 200 femtocells: as many identities in one charon.
femtocells() {
    local i n=200
    pool_server extra="ikev2-ikesa setup-timer 60" <<EOF
    ip pool femto prefix 10.2.128.0/24
EOF
    {
        echo "connections {"
        for ((i = 1; i <= n; i++)); do
            printf '  f%d {\n version = 2\n local_addrs = 10.0.2.1\n remote_addrs = 10.0.1.1\n' $i
            printf ' proposals = aes128gcm16-prfsha256-ecp256\n vips = 0.0.0.0\n'
            printf ' local {\n auth = psk\n id = femto%d.example\n }\n remote {\n auth = psk\n id = a\n }\n' $i
            printf ' children {\n f%d {\n remote_ts = 10.1.0.0/24\n esp_proposals = aes128gcm16\n' $i
            printf ' start_action = start\n }\n }\n }\n'
        done
        printf '}\nsecrets {\n  ike-1 {\n    secret = "%s"\n  }\n}\n' "$secret"
    } >"$work/femtocells"
    echo | strongswan b
    # Not waited for: it goes on while the first ones negotiate.
    start loader env STRONGSWAN_CONF="$work/b.strongswan.conf" swanctl --load-all --file "$work/femtocells" --uri "unix://$scratch/b.vici"
    within 40 "all $n have an address" in_use femto $n
    within 10 "all $n tunnels are up" has_sas a $((2 * n))
    ip -n b addr >"$work/addresses"
    i=$(grep -oE 'inet 10\.2\.128\.[0-9]+' "$work/addresses" | sort -u | wc -l)
    [ "$i" -eq $n ] || fail "$n femtocells have $i different addresses"
    pings b 10.2.128.1 10.1.0.1 2
    pings b 10.2.128.200 10.1.0.1 2
}

scenario survives-rekey-and-reauthentication survives
scenario exhausted-pool exhausted
scenario static-lease static_lease
scenario home-address home_address
scenario pool-by-reload by_reload
scenario address-from-strongswan from_strongswan
scenario between-gateways between_gateways
scenario two-hundred-femtocells femtocells
