# Crypto maps: groups of two, SAs with keys from the file, and templates that call multi-homed peers.

fixture() { topology more=1; }

# third: a second peer c, 10.0.3.1, with the same network behind it as b.
third() {
    namespace c
    printf '%s\n' "link add out netns c type veth peer name to-c netns wan" | ip -batch -
    ip -n c -batch - <<EOF
link set lo up
addr add 10.0.3.1/24 dev out
addr add 10.2.0.1/32 dev lo
link set out up
route add default via 10.0.3.254
EOF
    ip -n wan -batch - <<EOF
addr add 10.0.3.254/24 dev to-c
link set to-c up
EOF
}
peer_c() { swan_conf c local=10.0.3.1 remote=10.0.1.1 local_ts=10.2.0.0/24 remote_ts=10.1.0.0/24; }

# member MAP ROLE PEER ID: a map of the group.
member() {
    local psk=$secret id=a ike=ike1
    cat <<EOF
    crypto map $1 ikev2-ipv4
      match crypto-group sites $2
      local-address 10.0.1.1
      peer $3
      $(gate_authentication)
      identity remote id-type fqdn id $4
      keepalive interval 1 timeout 1 num-retry 1
      payload p match ipv4
        ipsec transform-set list esp1
        rekey
      exit
    exit
EOF
}
group() {
    sets
    cat <<EOF
    ip access-list sites
      permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
    exit
    crypto group sites
      match address sites
      $1
    exit
$(member first primary 10.0.2.1 b)
$(member second secondary 10.0.3.1 c)
EOF
}

# goes_by ADDRESS: what a sends to the network behind both takes the tunnel to ADDRESS.
goes_by() {
    local before
    before=$(packets a 10.0.1.1 "$1")
    pings a 10.1.0.1 10.2.0.1 3
    [ $(($(packets a 10.0.1.1 "$1") - before)) -ge 3 ] || fail "the traffic does not take the tunnel to $1"
}
takes_over() { inside a ping -n -q -c 1 -W 1 -I 10.1.0.1 10.2.0.1 >/dev/null && [ "$(sas a 10.0.1.1 "$1")" -ge 1 ]; }

switches_over() { # REVERT yes|no
    third
    local switchover="switchover auto"
    [ "$1" = yes ] || switchover="switchover auto do-not-revert"
    swan_conf b | strongswan b
    peer_c | strongswan c
    group "$switchover" | gate_conf | gate a
    within 10 "both tunnels are up" has_sas a 4
    goes_by 10.0.2.1
    inside wan iptables-legacy -t raw -I PREROUTING -s 10.0.2.1 -j DROP
    within 5 "the secondary takes over from a primary that does not answer" takes_over 10.0.3.1
    goes_by 10.0.3.1
    no_cleartext
    inside wan iptables-legacy -t raw -D PREROUTING -s 10.0.2.1 -j DROP
    within 20 "the primary is back" has_sas a 4
    if [ "$1" = yes ]; then goes_by 10.0.2.1; else goes_by 10.0.3.1; fi
    no_cleartext
}

by_command() {
    third
    swan_conf b | strongswan b
    peer_c | strongswan c
    group "" | gate_conf "control socket $scratch/a.control" | gate a
    within 10 "both tunnels are up" has_sas a 4
    goes_by 10.0.2.1
    "$XFRMGATE" crypto-group sites activate secondary --control "$scratch/a.control" || fail "the command line refused"
    goes_by 10.0.3.1
    "$XFRMGATE" crypto-group sites activate primary --control "$scratch/a.control" || fail "the command line refused"
    goes_by 10.0.2.1
    if "$XFRMGATE" crypto-group nobody activate primary --control "$scratch/a.control"; then fail "there is no such group"; fi
    no_cleartext
}

# Overlapping maps: what the first one by priority matches takes its tunnel, or none; the rest that of the one behind.
priorities() {
    third
    swan_conf b local_ts=10.2.0.1/32 remote_ts=10.1.0.0/24 | strongswan b
    peer_c | strongswan c
    {
        sets
        gate_map a name=host acl="permit ip 10.1.0.0 0.0.0.255 host 10.2.0.1" start= | sed 's/match address host/match address host 1/'
        gate_map a name=net remote=10.0.3.1 peer_id=c start= | sed 's/match address net/match address net 2/'
    } | gate_conf | gate a
    ip -n c addr add 10.2.0.2/32 dev lo
    within 8 "the first packet to the host brings up its tunnel" passes 10.2.0.1
    goes_by 10.0.2.1
    within 8 "the first packet to another host brings up that of the network" passes 10.2.0.2
    goes_by 10.0.2.1 # c has the address, too
    has "dir out priority 1004 " ip -n a xfrm policy || fail "the first map's policy has not priority 1000 + 4 x 1"
    has "dir out priority 1008 " ip -n a xfrm policy || fail "the second map's policy has not priority 1000 + 4 x 2"
    # Without its tunnel, the first map's traffic waits, and does not go by the other.
    local other
    other=$(packets a 10.0.1.1 10.0.3.1)
    inside wan iptables-legacy -t raw -I PREROUTING -s 10.0.2.1 -j DROP
    gate_ctl a terminate --ike host >"$work/terminate" 2>&1 || true
    within 20 "the first map's tunnel is gone" no_tunnel 10.0.2.1
    inside a ping -n -q -c 3 -i 0.1 -W 1 -I 10.1.0.1 10.2.0.1 >/dev/null && fail "it got through without its tunnel"
    [ "$(packets a 10.0.1.1 10.0.3.1)" -eq "$other" ] || fail "the first map's traffic went by the second one's tunnel"
    no_cleartext
    inside wan iptables-legacy -t raw -D PREROUTING -s 10.0.2.1 -j DROP
}
passes() { inside a ping -n -q -c 1 -W 1 -I 10.1.0.1 "$1" >/dev/null; }
no_tunnel() { [ "$(sas a 10.0.1.1 "$1")" -eq 0 ]; }

# match ip pool: the group protects all that the addresses of a pool send, wherever it goes; here the pools of a group name.
of_a_pool() {
    third
    swan_conf b local_ts=0.0.0.0/0 remote_ts=10.1.0.0/24,10.1.1.0/30 | strongswan b
    swan_conf c local=10.0.3.1 remote=10.0.1.1 local_ts=0.0.0.0/0 remote_ts=10.1.0.0/24,10.1.1.0/30 | strongswan c
    group "switchover auto" | sed -e 's/match address sites/match ip pool pool-name bearers/' \
        -e '1i ip pool one prefix 10.1.0.0/24 group-name bearers' -e '1i ip pool two range 10.1.1.0 10.1.1.3 group-name bearers' |
        gate_conf | gate a
    within 10 "both tunnels are up" has_some_sas a 4
    goes_by 10.0.2.1
    pings a 10.1.1.1 10.2.0.1 # the other pool
    pings a 10.1.0.1 10.2.1.1 # another destination
    inside wan iptables-legacy -t raw -I PREROUTING -s 10.0.2.1 -j DROP
    within 5 "the secondary takes over from a primary that does not answer" takes_over 10.0.3.1
    goes_by 10.0.3.1
    no_cleartext
    inside wan iptables-legacy -t raw -D PREROUTING -s 10.0.2.1 -j DROP
}

key_in=000102030405060708090a0b0c0d0e0f key_out=101112131415161718191a1b1c1d1e1f
auth_in=202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f
auth_out=404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f

# manual NS: the manual map of a gateway.
manual() {
    local n=1 m=2 in out
    in="768 cipher $key_in authenticator $auth_in" out="1024 cipher $key_out authenticator $auth_out"
    [ "$1" = a ] || { n=2 m=1 in="1024 cipher $key_out authenticator $auth_out" out="768 cipher $key_in authenticator $auth_in"; }
    esp_set hand aes-cbc-128 sha2-256-128
    cat <<EOF
    ip access-list hand
      permit ip 10.$n.0.0 0.0.0.255 10.$m.0.0 0.0.0.255
    exit
    crypto map hand ipsec-manual
      match address hand
      set peer 10.0.$m.1
      local-address 10.0.$n.1
      set transform-set hand
      set session-key inbound esp $in
      set session-key outbound esp $out
    exit
EOF
}

manual_both() {
    manual a | gate_conf | gate a
    manual b | gate_conf | gate b
    within 3 "a has its states" has_sas a 2
    within 3 "b has its states" has_sas b 2
    tunnel_works
    stop gate-b
    within 3 "b's states and policies are gone" gone b
    manual b | gate_conf | gate b
    tunnel_works
    look
    [ "$seen_ike" -eq 0 ] || fail "$seen_ike IKE packets for SAs without IKE"
    audited a
    stop gate-a
    gone a || fail "states or policies are left"
}

# The other end is made with ip xfrm by hand.
manual_by_hand() {
    local state="proto esp mode tunnel reqid 7"
    local b="auth-trunc hmac(sha256)" c="enc cbc(aes)"
    manual a | gate_conf | gate a
    ip -n b xfrm state add src 10.0.1.1 dst 10.0.2.1 spi 1024 $state $b 0x$auth_out 128 $c 0x$key_out
    ip -n b xfrm state add src 10.0.2.1 dst 10.0.1.1 spi 768 $state $b 0x$auth_in 128 $c 0x$key_in
    ip -n b xfrm policy add src 10.2.0.0/24 dst 10.1.0.0/24 dir out tmpl src 10.0.2.1 dst 10.0.1.1 $state
    ip -n b xfrm policy add src 10.1.0.0/24 dst 10.2.0.0/24 dir in tmpl src 10.0.1.1 dst 10.0.2.1 $state
    tunnel_works
}

# S1-MME: the eNodeB (b) brings up the first tunnel; traffic to its second address brings up the second.
multi_homed() {
    {
        cat <<EOF
connections {
EOF
        for n in 1 101; do
            cat <<EOF
  from-$n {
    version = 2
    local_addrs = 10.0.2.$n
    remote_addrs = 10.0.1.1
    proposals = aes128gcm16-prfsha256-ecp256
    local {
      auth = psk
      id = b
    }
    remote {
      auth = psk
      id = a
    }
    children {
      from-$n {
        esp_proposals = aes128gcm16
      }
    }
  }
EOF
        done
        cat <<EOF
}
secrets {
  ike-1 {
    secret = "$secret"
  }
}
EOF
    } | strongswan b
    { sets && gate_template a extra="peer network 10.0.2.0/24
      initiate-on-traffic" selectors="tsr start-address 10.0.1.1 end-address 10.0.1.1
        tsi start-address endpoint end-address endpoint" | sed '/tsi start-address any/d'; } | gate_conf | gate a
    swan_up b from-1
    within 5 "the first tunnel is up" has_sas a 2
    pings a 10.0.1.1 10.0.2.1
    # The heartbeat to the second address: the first one waits for the tunnel.
    inside a ping -n -q -c 1 -W 1 -I 10.0.1.1 10.0.2.101 >/dev/null || true
    within 8 "traffic to the second address brings up its tunnel" has_sas a 4
    pings a 10.0.1.1 10.0.2.101
    [ "$(packets a 10.0.1.1 10.0.2.101)" -ge 5 ] || fail "what went to the second address did not take its tunnel"
    audited a
}

# What the addresses of a pool send to a network is protected; the first packet brings the tunnel up.
pool_map() {
    swan_conf b | strongswan b
    {
        sets
        echo "    ip pool inner 10.1.0.0 255.255.255.0"
        gate_map a start= | sed 's|match address t$|match ip pool pool-name inner destination-network 10.2.0.0/24|'
    } | gate_conf | gate a
    has_sas a 0 || fail "there is a tunnel before there is traffic"
    inside a ping -n -q -c 1 -W 2 -I 10.1.0.1 10.2.0.1 >"$work/first" 2>&1 || true
    within 8 "the first packet brought the tunnel up" has_sas a 2
    tunnel_works
    audited a
}

scenario map-group-switches-over-and-back switches_over yes
scenario map-group-does-not-revert switches_over no
scenario map-group-by-command by_command
scenario map-group-of-a-pool of_a_pool
scenario map-priorities priorities
scenario map-manual-both-ends manual_both
scenario map-manual-against-ip-xfrm manual_by_hand
scenario template-multi-homed-peer multi_homed
scenario map-of-a-pool pool_map
