# One daemon, two contexts in network namespaces of their own, with the same addresses in both.
#
#   a (the daemon, no interface)      g1 10.0.1.1 ---- 10.0.1.2 p1      inner addresses 10.1.0.1 and 10.2.0.1,
#                                     g2 10.0.1.1 ---- 10.0.1.2 p2      in both worlds the same

fixture() {
    local n
    namespace a g1 g2 p1 p2
    ip -n a link set lo up
    for n in 1 2; do
        ip link add out netns g$n type veth peer name out netns p$n
        ip -n g$n -batch - <<EOF
link set lo up
addr add 10.0.1.1/24 dev out
addr add 10.1.0.1/32 dev lo
link set out up
route add default via 10.0.1.2
EOF
        ip -n p$n -batch - <<EOF
link set lo up
addr add 10.0.1.2/24 dev out
addr add 10.2.0.1/32 dev lo
link set out up
route add default via 10.0.1.1
EOF
    done
}

# context NAME NAMESPACE: with the map t.
context() {
    cat <<EOF
  context $1
    netns $2
$(sets && gate_map a local=10.0.1.1 remote=10.0.1.2)
  exit
EOF
}
conf() {
    cat <<EOF
configure
  gateway
    metrics bind address 127.0.0.1 port 9464
  exit
$("$@")
end
EOF
}
one() { context one g1; }
both() { one && context two g2; }

peers_answer() {
    local n
    for n in 1 2; do swan_conf b local=10.0.1.2 remote=10.0.1.1 | strongswan p$n; done
}
is_up() { has_sas "$1" 2; }

# through NS: packets that its states have seen so far.
through() { packets "$1"; }

overlapping() {
    local g1 g2
    peers_answer
    conf both | gate a
    within 8 "the tunnel of the first context is up" is_up g1
    within 8 "the tunnel of the second context is up" is_up g2
    [ "$(sas a)" -eq 0 ] || fail "there are states in the daemon's own namespace"

    g1=$(through g1) g2=$(through g2)
    pings g1 10.1.0.1 10.2.0.1 10
    [ $(($(through g1) - g1)) -ge 20 ] || fail "the first context's states did not carry its pings"
    [ "$(through g2)" -eq "$g2" ] || fail "the second context's states counted the first one's pings"
    pings g2 10.1.0.1 10.2.0.1 5
    [ $(($(through g2) - g2)) -ge 10 ] || fail "the second context's states did not carry its pings"

    # metrics tell them apart
    [ "$(metric a '^xfrmgate_template_ike_sas.template="t"')" -eq 1 ] || fail "no IKE SA of t in /metrics"
    [ "$(metric a '^xfrmgate_template_ike_sas.template="two/t"')" -eq 1 ] || fail "no IKE SA of two/t in /metrics"
    [ "$(metric a '^xfrmgate_template_context.context="two",netns="g2",template="two/t"')" -eq 1 ] ||
        fail "/metrics do not tell the context of two/t"
    [ "$(metric a '^xfrmgate_sa_outbound_packets_total.*template="t"')" -ge 10 ] || fail "no packets of t in /metrics"
    [ "$(metric a '^xfrmgate_sa_outbound_packets_total.*template="two/t"')" -ge 5 ] ||
        fail "no packets of two/t in /metrics"
    [ "$(metric a '^xfrmgate_udp_sent_datagrams_total.*netns="g1"')" -ge 2 ] || fail "no datagrams of g1 in /metrics"

    # the second context goes and comes while the first one carries a stream
    stream steady g1 10.1.0.1 10.2.0.1
    nap 0.3
    conf one >"$work/gate-a.conf"
    kill -HUP "$(pid gate-a)"
    within 8 "nothing is left in the second context's namespace" gone g2
    within 5 "the metrics know it no more" has_no_metric a '"two/t"'
    conf both >"$work/gate-a.conf"
    kill -HUP "$(pid gate-a)"
    within 8 "the tunnel of the second context is up again" is_up g2
    no_loss steady
    pings g2 10.1.0.1 10.2.0.1

    stop gate-a
    gone g1 || fail "the daemon left something in the first namespace"
    gone g2 || fail "the daemon left something in the second namespace"
}
has_no_metric() { [ "$(inside "$1" curl -s -m 10 http://127.0.0.1:9464/metrics | grep -c "^xfrmgate_template_ike_sas.*$2")" -eq 0 ]; }

missing_namespace() {
    conf context one nowhere >"$work/missing.conf"
    if inside a "$XFRMGATE" run --config "$work/missing.conf" >"$work/missing.log" 2>&1; then
        fail "it ran without the namespace"
    fi
    grep -q 'there is no network namespace nowhere' "$work/missing.log" || fail "it said: $(tail -n 2 "$work/missing.log")"
    grep -q 'ip netns add nowhere' "$work/missing.log" || fail "it did not say what would help"
}

# The operator's views know every namespace: swanctl shows each tunnel's own counters, and what is done to the kernel of one
# namespace behind the daemon's back is found there.
views() {
    local said spi
    peers_answer
    conf both | gate a
    within 8 "the tunnel of the first context is up" is_up g1
    within 8 "the tunnel of the second context is up" is_up g2
    pings g1 10.1.0.1 10.2.0.1 7
    pings g2 10.1.0.1 10.2.0.1 3
    counted t g1 7
    counted two/t g2 3

    said=$(gate_ctl a audit) || fail "audit: $said"
    case $said in *"2 Child SAs, 4 states and "*", in 3 network namespaces: no difference"*) ;; *) fail "audit says: $said" ;; esac

    states g2 10.0.1.1
    spi=${sa_spis[0]%(*}
    ip -n g2 xfrm state delete src 10.0.1.1 dst 10.0.1.2 proto esp spi "$spi"
    said=$(gate_ctl a audit) && fail "audit did not see what is missing in g2: $said"
    case $said in *"missing state ${spi#0x} to 10.0.1.2 in netns g2: two/t/p with b, out"*) ;; *) fail "audit says: $said" ;; esac
    case $said in *"netns g1"*) fail "audit finds fault with g1: $said" ;; esac
    said=$(gate_ctl a audit --json) && fail "audit --json ends with 0"
    case $said in *'"netns": "g2"'*) ;; *) fail "audit --json says: $said" ;; esac

    ip -n g1 xfrm policy delete dir in src 10.2.0.0/24 dst 10.1.0.0/24
    said=$(gate_ctl a audit) && fail "audit did not see what is missing in g1: $said"
    case $said in *"missing policy in 10.2.0.0/24 to 10.1.0.0/24 in netns g1: "*"2 differences"*) ;; *) fail "audit says: $said" ;; esac
}
# counted MAP NS PACKETS: swanctl shows what the states of NS counted.
counted() {
    local said octets
    states "$2" 10.0.1.1
    octets=$sa_octets
    [ "$sa_packets" -eq "$3" ] || fail "$2 sent $sa_packets packets, not $3"
    said=$(gate_vici a --list-sas --ike "$1")
    [ "$(grep -cE "^ +(in|out) .* $octets bytes, +$3 packets" <<<"$said")" -eq 2 ] ||
        fail "$2 counted $3 packets of $octets octets each way; swanctl shows of $1: $said"
}

scenario contexts-overlapping overlapping
scenario contexts-views views
scenario contexts-missing-namespace missing_namespace
