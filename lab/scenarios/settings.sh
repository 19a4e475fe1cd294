# Settings that are shown by what the kernel or the peer says of them.

fixture() { topology more=1; }

# thresholds FAMILY LOCAL REMOTE: what the kernel in a finds policies by hash with.
thresholds() { has "SPD $1 thresholds: local $2 remote $3" ip -s -s -n a xfrm policy count; }

# policy-hash-threshold: the daemon's own choice, a configured one, another by a reload, and its own again.
hash_thresholds() {
    { sets && gate_template a; } | gate_conf >"$work/default"
    { printf 'policy-hash-threshold ipv4 16 24\npolicy-hash-threshold ipv6 64 56\n' && sets && gate_template a; } | gate_conf >"$work/configured"
    gate a <"$work/configured"
    thresholds IPv4 16 24 || fail "IPv4: $(ip -s -s -n a xfrm policy count)"
    thresholds IPv6 64 56 || fail "IPv6: $(ip -s -s -n a xfrm policy count)"
    reload_well a "$work/default"
    thresholds IPv4 0 32 || fail "without the command, IPv4: $(ip -s -s -n a xfrm policy count)"
    thresholds IPv6 0 128 || fail "without the command, IPv6: $(ip -s -s -n a xfrm policy count)"
    swan_conf b | strongswan b
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    reload_well a "$work/configured"
    thresholds IPv4 16 24 || fail "under a tunnel: $(ip -s -s -n a xfrm policy count)"
    tunnel_works
}

# nai: what we call ourselves to peers that call. strongSwan takes nobody else for whom it asks for.
nai() { # SETTING NAME-THAT-STRONGSWAN-ASKS-FOR
    { sets && gate_template a extra="$1"; } | gate_conf | gate a
    swan_conf b peer_id="$2" | strongswan b
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    grep -q "authentication of '$2' with pre-shared key successful" "$(log charon-b)" || fail "strongSwan knows xfrmgate by another name"
    tunnel_works
}
# Without it, xfrmgate answers by its own name.
nai_default() {
    { sets && gate_template a; } | gate_conf | gate a
    swan_conf b peer_id=gw.example | strongswan b
    if swan b --initiate --child t --timeout $((5 * LAB_SLOWNESS)) >"$work/b.initiate" 2>&1; then fail "strongSwan took a for gw.example"; fi
    within 3 "strongSwan did not find whom it asked for" grep -qE "IDr 'a' does not match|constraint check failed" "$(log charon-b)"
}

# offload device on interfaces that take no state: the log says why, once for each thing that is tried, the kernel does the work
# itself, and traffic flows, after a rekey too.
no_card() { # DEVICE MODE WHY-AND-THEN...
    local why old
    swan_conf b | strongswan b
    { sets && gate_map a extra="offload device $1 $2"; } | gate_conf | gate a
    within 8 "the tunnel is up" has_sas a 2
    tunnel_works
    ! has "offload" ip -n a xfrm state || fail "a state was handed to $1: $(ip -n a xfrm state | grep offload)"
    gate_ctl a show crypto offload >"$work/offload" || fail "show crypto offload: $(<"$work/offload")"
    grep -E "^t/p +[^ ]+ +$1 +$2 +none +none" "$work/offload" || fail "show crypto offload says: $(<"$work/offload")"
    for why in "${@:3}"; do
        grep -E "event=offload-refused device=$1 reason=\"$why" "$(log gate-a)" || fail "the log does not say that $why"
    done
    old=$(spis a)
    swan b --rekey --child t >"$work/b.rekey" 2>&1 || fail "no rekey: $(<"$work/b.rekey")"
    within 8 "the rekeyed pair is alone" renewed a "$old"
    tunnel_works
    [ "$(metric a "^xfrmgate_offload_sas")" -eq 0 ] || fail "the metrics say that $1 has SAs"
    [ "$(grep -c event=offload-refused "$(log gate-a)")" -eq $(($# - 2)) ] || fail "one reason is told more than once"
}
# A bond has a driver for ESP that refuses what its port can not do: a real refusal, with no such card at hand.
no_port() {
    modprobe -q bonding || fail "this kernel has no bonding"
    inside a ip link add card type bond mode active-backup
    inside a ip link add port type veth peer name nowhere
    inside a ip link set nowhere up
    inside a ip link set port master card
    inside a ip link set card up
    no_card card "$@"
    ip -n a link del card
    ip -n a link del port
}

# further: strongSwan answers at both of its addresses; a map of ours from both of ours.
further() { # LINES-OF-THE-MAP
    swan_conf b local=10.0.2.1,10.0.2.101 remote=10.0.1.1,10.0.1.101 local_ts= remote_ts= | strongswan b
    { sets && gate_map a start= acl="permit icmp host 10.0.1.1 host 10.0.2.1" extra="$1"; } | gate_conf | gate a
}
# brings_up FROM TO NAME: the first packet from FROM to TO brings up a tunnel between them, in which the others go.
brings_up() {
    within 8 "traffic from $1 to $2 brings up its tunnel" passes "$1" "$2"
    pings a "$1" "$2" 3
    [ "$(packets a "$1" "$2")" -ge 3 ] || fail "what went from $1 to $2 did not take its own tunnel"
    [ "$(metric a "^xfrmgate_template_ike_sas.*\"$3\"")" -eq 1 ] || fail "the tunnel $3 is not in /metrics"
}
passes() { inside a ping -n -q -c 1 -W 1 -I "$1" "$2" >/dev/null && [ "$(sas a "$1" "$2")" -eq 1 ]; }
# additional-address: from each of our addresses to each of the peer's a tunnel of its own, brought up by traffic.
all_paths() {
    further $'peer additional-address 10.0.2.101\nlocal additional-address 10.0.1.101'
    brings_up 10.0.1.1 10.0.2.1 t
    brings_up 10.0.1.1 10.0.2.101 t@10.0.1.1-10.0.2.101
    brings_up 10.0.1.101 10.0.2.1 t@10.0.1.101-10.0.2.1
    brings_up 10.0.1.101 10.0.2.101 t@10.0.1.101-10.0.2.101
    has_sas a 8 || fail "$(sas a) states and not those of four tunnels"
    audited a
    stop gate-a
    gone a || fail "states or policies are left"
}

scenario policy-hash-threshold hash_thresholds
scenario nai-idr nai "nai idr gw.example" gw.example
scenario nai-use-received-idr nai "nai use-received-idr" whoever.example
scenario nai-default nai_default
scenario offload-device-without-esp no_card out crypto "the interface can not do ESP"
scenario offload-packets-device-without-esp no_card out packet \
    "XFRM_MSG_NEWSA: EINVAL .*then=\"the card is asked for the cryptography" "the interface can not do ESP"
scenario offload-device-that-refuses no_port crypto "XFRM_MSG_NEWSA: EINVAL .*then=\"the kernel does the work"
scenario offload-packets-device-that-refuses no_port packet \
    "packets to the peer leave by another interface.*then=\"the card is asked for the cryptography" "XFRM_MSG_NEWSA: EINVAL .*then=\"the kernel does the work"
scenario offload-no-such-device no_card nocard packet "there is no interface of that name"
scenario additional-address-all-paths all_paths
