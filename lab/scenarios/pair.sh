# xfrmgate against xfrmgate: a calls b by a crypto map, b answers by a crypto template (or by a map of its own).

fixture() { topology hosts; }

# pair [WORD...]: both gateways; the words go to both configurations. Ends when the tunnel is up at both.
pair() {
    { sets && gate_template b "$@"; } | gate_conf | gate b
    { sets && gate_map a "$@"; } | gate_conf | gate a
    within 8 "the tunnel is up at a" has_sas a 2
    within 2 "the tunnel is up at b" has_sas b 2
}

# parting GATE OTHER: one gateway ends; both kernels are as before.
parting() {
    stop "gate-$1"
    within 2 "$1's kernel has no state or policy left" gone "$1"
    within 2 "$2 deleted its states when $1 left" has_sas "$2" 0
    within 2 "$2 deleted its policies when $1 left" has_policies "$2" 0
}

ipv4() {
    pair
    tunnel_works
    pings la 10.1.0.10 10.2.0.10
    tcp_passes la lb 10.2.0.10
    no_cleartext
    parting a b
}

ipv6() {
    pair v6
    tunnel_works fd10:1::1 fd10:2::1
    pings la fd10:1::10 fd10:2::10
    parting a b
}

responder_leaves() {
    pair
    tunnel_works
    stop gate-b
    within 2 "b's kernel has no state or policy left" gone b
    within 2 "a deleted its states when b left" has_sas a 0
}

# Transport mode protects what the gateways themselves send: here everything but IKE between the two.
transport() {
    { sets transport && gate_template b selectors="tsr start-address 10.0.2.1 end-address 10.0.2.1"; } | gate_conf | gate b
    { sets transport && gate_map a acl="permit ip host 10.0.1.1 host 10.0.2.1"; } | gate_conf | gate a
    within 8 "the Child SA is up at a" has_sas a 2
    within 2 "the Child SA is up at b" has_sas b 2
    has "mode transport" ip -n a xfrm state || fail "no state in transport mode"
    tunnel_works 10.0.1.1 10.0.2.1
    parting a b
}

# Without auto-start the map is a trap policy: the first packet brings the tunnel up.
acquire() {
    { sets && gate_template b; } | gate_conf | gate b
    { sets && gate_map a start=; } | gate_conf | gate a
    within 2 "a has its trap policy" has_some_policies a 1
    nap 1
    has_sas a 0 || fail "a negotiated before there was a packet"
    inside a ping -n -q -c 1 -W 1 -I 10.1.0.1 10.2.0.1 >/dev/null || true
    within 5 "the packet brought the tunnel up" has_sas a 2
    tunnel_works
    pings la 10.1.0.10 10.2.0.10
    stop gate-a
    within 2 "a's kernel has no state or policy left, nor the trap" gone a
    within 2 "b deleted its states" gone b
}

# Both have a map with auto-start: both call at the same moment. Traffic must pass, and what is left be one pair or two.
both_call() {
    { sets && gate_map b; } | gate_conf | gate b
    { sets && gate_map a; } | gate_conf | gate a
    within 8 "the tunnel is up at a" has_some_sas a 2
    within 5 "the tunnel is up at b" has_some_sas b 2
    nap 1
    tunnel_works
    stop gate-a
    within 2 "a's kernel has no state or policy left" gone a
    within 2 "b deleted its states when a left" has_sas b 0
}

# A gateway that died without a word and comes back: INITIAL_CONTACT clears what the other still has of it.
restart() {
    pair
    tunnel_works
    kill -KILL "$(pid gate-a)"
    within 2 "a is dead" ended gate-a
    ip -n a xfrm state flush
    ip -n a xfrm policy flush
    gate_again a "$work/gate-a.conf"
    within 8 "the tunnel is up again" has_sas a 2
    within 3 "b has the new states only" has_sas b 2
    tunnel_works
}

forced_encapsulation() {
    pair extra="natt force-encapsulation"
    tunnel_works
    [ "$seen_esp" -eq 0 ] || fail "$seen_esp plain ESP packets crossed the wan"
    has "encap type espinudp" ip -n a xfrm state || fail "a's states have no UDP encapsulation"
    pings la 10.1.0.10 10.2.0.10
    parting a b
}

metrics() {
    pair
    tunnel_works
    local out in
    out=$(metric a ^xfrmgate_sa_outbound_packets_total)
    in=$(metric a ^xfrmgate_sa_inbound_packets_total)
    [ "$out" -ge 5 ] && [ "$in" -ge 5 ] || fail "/metrics counts $out packets out and $in in for 5 pings"
    has "$secret" inside a curl -s http://127.0.0.1:9464/metrics && fail "/metrics shows a secret"
    return 0
}

scenario pair-ipv4 ipv4
scenario pair-ipv6 ipv6
scenario pair-transport transport
scenario pair-forced-encapsulation forced_encapsulation
scenario pair-acquire acquire
scenario pair-responder-leaves responder_leaves
scenario pair-both-call both_call
scenario pair-restart restart
scenario pair-metrics metrics
