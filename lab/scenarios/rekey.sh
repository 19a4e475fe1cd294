# Rekeying under traffic: a ping each 20 ms runs all the while, and not one may be lost.

fixture() { topology hosts; }

swan_and_gate() { # ROLE of xfrmgate, which is a: initiator or responder; further words for its configuration
    local role=$1
    shift
    if [ "$role" = initiator ]; then
        swan_conf b esp=aes128gcm16-ecp256,aes128gcm16 | strongswan b
        { rekey_sets && gate_map a "$@"; } | gate_conf | gate a
    else
        { rekey_sets && gate_template a "$@"; } | gate_conf | gate a
        swan_conf b esp=aes128gcm16-ecp256,aes128gcm16 | strongswan b
        swan_up b t
    fi
    within 8 "the tunnel is up" has_sas a 2
    within 3 "the tunnel is up at the peer" has_sas b 2
}
# With PFS for the Child SA's rekey.
rekey_sets() {
    ike_set ike1 aes-128-gcm-128 19 none sha2-256
    esp_set esp1 aes-128-gcm-128 none 19
}
two_gates() {
    { rekey_sets && gate_template b "$@"; } | gate_conf | gate b
    { rekey_sets && gate_map a "$@"; } | gate_conf | gate a
    within 8 "the tunnel is up" has_sas a 2
    within 3 "the tunnel is up at b" has_sas b 2
}

all_renewed() {
    within "$1" "a has only new states" renewed a "$2"
    within 2 "b has only new states" renewed b "$2"
}
# strongSwan keeps an old inbound state for a second, xfrmgate somewhat less.
only_one_pair_left() {
    within 3 "a has one pair of states after the rekeys" has_sas a 2
    within 3 "b has one pair of states after the rekeys" has_sas b 2
}
bystander() { stream steady la 10.1.0.10 10.2.0.10; }
# load: 70 kB/s in both directions. A limit of 500 kB is then reached every 7 s, and between the start of the rekey (at 85 to
# 90 %) and the hard limit there is most of a second.
load() { start load ip netns exec la ping -n -q -i 0.02 -s 1400 -I 10.1.0.10 10.2.0.10; }

swan_rekeys_child() { # ROLE
    local before
    swan_and_gate "$1"
    bystander
    for _ in 1 2; do
        before=$(spis a any any)
        swan b --rekey --child t
        all_renewed 5 "$before"
    done
    no_loss steady
    tunnel_works
}

swan_rekeys_ike() { # ROLE
    local before spis
    swan_and_gate "$1"
    spis=$(spis a any any)
    bystander
    for _ in 1 2; do
        before=$(swan b --list-sas | grep -o '[0-9a-f]\{16\}_[ir]')
        swan b --rekey --ike t
        within 5 "a new IKE SA took over" new_ike_sa "$before"
    done
    no_loss steady
    [ "$spis" = "$(spis a any any)" ] || fail "the Child SA changed though only the IKE SA was rekeyed"
    # The Child SA must live on under the new IKE SA: rekey it, then delete it there.
    swan b --rekey --child t
    all_renewed 5 "$spis"
    tunnel_works
    swan b --terminate --ike t
    within 3 "the new IKE SA's delete cleared a" has_sas a 0
}
new_ike_sa() {
    local list
    list=$(swan b --list-sas)
    [ "$(grep -c ESTABLISHED <<<"$list")" -eq 1 ] && ! grep -qF "$1" <<<"$list"
}

gate_rekeys_child_by_octets() { # PEER swan|gate
    local before payload=$'lifetime kilo-bytes 500\nrekey'
    if [ "$1" = swan ]; then swan_and_gate initiator payload="$payload"; else two_gates payload="$payload"; fi
    before=$(spis a any any)
    bystander
    load
    within 6 "the octet limit brought new states" renewed a "$before"
    before=$(spis a any any)
    within 6 "and again" renewed a "$before"
    kill -INT "$(pid load)"
    no_loss steady
    only_one_pair_left
    tunnel_works
}

gate_rekeys_child_by_time() { # PEER swan|gate
    local before payload=$'lifetime 12\nrekey'
    if [ "$1" = swan ]; then swan_and_gate initiator payload="$payload"; else two_gates payload="$payload"; fi
    before=$(spis a any any)
    bystander
    within 14 "the time limit brought new states" renewed a "$before"
    no_loss steady
    tunnel_works
}

responder_rekeys_child_by_octets() {
    local before
    swan_and_gate responder payload=$'lifetime kilo-bytes 500\nrekey'
    before=$(spis a any any)
    bystander
    load
    within 8 "the octet limit brought new states" renewed a "$before"
    kill -INT "$(pid load)"
    no_loss steady
    tunnel_works
}

gate_rekeys_ike() { # PEER swan|gate
    rekey_sets() {
        ike_set ike1 aes-128-gcm-128 19 none sha2-256 "lifetime 15"
        esp_set esp1 aes-128-gcm-128 none 19
    }
    local spis rekeys
    if [ "$1" = swan ]; then
        swan_and_gate initiator extra="ikev2-ikesa rekey"
    else
        two_gates extra="ikev2-ikesa rekey"
    fi
    spis=$(spis a any any)
    bystander
    rekeys=$(metric a ^xfrmgate_ike_rekeyed_total)
    within 18 "the time limit brought a new IKE SA" more_than "$rekeys" a ^xfrmgate_ike_rekeyed_total
    nap 1
    no_loss steady
    [ "$spis" = "$(spis a any any)" ] || fail "the Child SA changed though only the IKE SA was rekeyed"
    tunnel_works
    stop gate-a
    within 2 "the new IKE SA's delete cleared b" has_sas b 0
}
more_than() { [ "$(metric "$2" "$3")" -gt "$1" ]; }

# Both ends rekey the Child SA at the same moment, RFC 7296 section 2.8.1: one of the two new pairs goes again.
both_rekey_child() {
    local before
    swan_and_gate initiator payload=$'lifetime kilo-bytes 300\nrekey'
    before=$(spis a any any)
    bystander
    load
    for _ in 1 2 3 4 5 6; do
        swan b --rekey --child t >/dev/null
        nap 0.3
    done
    kill -INT "$(pid load)"
    nap 2
    no_loss steady
    only_one_pair_left
    renewed a "$before" || fail "nothing was rekeyed"
    tunnel_works
}

# The chapter: old and new Child SA are both there for 500 ms or less. (The simulator holds the daemon to that, by a virtual clock; here
# the kernel's own words are read, whose reader may be late.) The new ones come before the old ones go.
overlap() {
    local before ns
    two_gates
    before=$(spis a)
    for ns in a b; do start "monitor-$ns" ip netns exec $ns ip -ts xfrm monitor nokeys SA; done
    bystander
    nap 0.5
    gate_ctl a rekey --child p >"$work/rekey" 2>&1 || fail "our rekey: $(<"$work/rekey")"
    all_renewed 5 "$before"
    no_loss steady
    for ns in a b; do
        within 3 "the reader in $ns tells of a new state, and of the end of both old ones" measured $ns "$before"
        say "in $ns, old and new were both there for $(<"$work/overlap-$ns") ms"
        [ "$(<"$work/overlap-$ns")" -le $((500 + 500 * LAB_SLOWNESS)) ] || fail "in $ns old and new were both there for $(<"$work/overlap-$ns") ms"
    done
}
measured() { both_there "$(log "monitor-$1")" "$2" >"$work/overlap-$1"; }
# both_there LOG OLD-SPIS: milliseconds from the first new state to the end of the last old one.
both_there() {
    awk -v spis="${2//$'\n'/ }" '
        BEGIN { split(spis, list, " "); for (i in list) { sub(/\(.*/, "", list[i]); old[list[i]] = 1 } }
        /^\[/ { gone = $2 == "Deleted"; split(substr($1, 13, 15), t, ":"); at = ((t[1] * 60) + t[2]) * 60000 + t[3] * 1000 }
        /proto esp spi/ && !gone && !($4 in old) && !first { first = at }
        /proto esp spi/ && gone && ($4 in old) { last = at; n++ }
        END {
            if (!first || n < 2) { print "no new state, or an old one stays"; exit 1 }
            if (last < first) { print "the old ones went before the new ones came"; exit 1 }
            printf "%d\n", last - first
        }' "$1"
}

scenario rekey-child-by-strongswan-initiator swan_rekeys_child responder
scenario rekey-child-by-strongswan-responder swan_rekeys_child initiator
scenario rekey-ike-by-strongswan-initiator swan_rekeys_ike responder
scenario rekey-ike-by-strongswan-responder swan_rekeys_ike initiator
scenario rekey-child-by-octets-strongswan gate_rekeys_child_by_octets swan
scenario rekey-child-by-octets-pair gate_rekeys_child_by_octets gate
scenario rekey-child-by-octets-responder responder_rekeys_child_by_octets
scenario rekey-child-by-both both_rekey_child
scenario rekey-child-overlap overlap
scenario rekey-child-by-time gate_rekeys_child_by_time swan
scenario rekey-ike-by-time-strongswan gate_rekeys_ike swan
scenario rekey-ike-by-time-pair gate_rekeys_ike gate
