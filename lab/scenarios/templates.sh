# Crypto templates of xfrmgate (a) for peers with strongSwan (b): what a peer may have, and when its tunnel ends.

fixture() { topology; }

# template [WORD...]: a template at a, by the lab's words; the payload has nothing but what "payload" says.
template() { { sets && gate_template a payload= "$@"; } | gate_conf | gate a; }

# closed REASON N: a has closed N IKE SAs for it.
closed() { [ "$(metric a "^xfrmgate_ike_closed_total.*\"$1\"")" -eq "$2" ]; }
child_closed() { [ "$(metric a "^xfrmgate_ike_child_closed_total.*\"$1\"")" -ge "$2" ]; }

# A template without tsr and tsi takes what the peer asks for, but names four of its own selectors at most.
honoured() {
    template selectors= payload=$'no tsr\nno tsi'
    swan_conf b "remote_ts=10.1.0.0/30,10.1.0.8/30,10.1.0.16/30,10.1.0.24/30,10.1.0.32/30" | strongswan b
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    local policies
    policies=$(ip -n a xfrm policy | grep -c "^src 10.1.0.*dst 10.2.0.0/24")
    [ "$policies" -eq 4 ] || fail "$policies outbound policies and not 4"
    pings b 10.2.0.1 10.1.0.1
}

# A peer speaks for its own address, not for a network.
endpoint_alone() {
    template payload=$'no tsi\ntsi start-address endpoint end-address endpoint'
    swan_conf b local_ts=10.0.0.0/16 remote_ts=10.1.0.0/24 | strongswan b
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    has "src 10.1.0.0/24 dst 10.0.2.1/32" ip -n a xfrm policy || fail "the selectors are not narrowed to the peer"
    pings b 10.0.2.1 10.1.0.1
}

# three_children: b asks for three Child SAs of one IKE SA.
three_children() {
    local more='}
      u {
        local_ts = 10.2.1.0/24
        remote_ts = 10.1.0.0/24
        esp_proposals = aes128gcm16
      }
      v {
        local_ts = 10.2.2.0/24
        remote_ts = 10.1.0.0/24
        esp_proposals = aes128gcm16'
    swan_conf b child="$more" | strongswan b
    swan_up b t
    swan_up b u
}
limit_terminates() {
    template extra="max-childsa 2 overload-action terminate"
    three_children
    within 3 "two Child SAs are up" has_sas a 4
    ! swan b --initiate --child v --timeout 5 >"$work/third" 2>&1 || fail "a third Child SA came up"
    has_sas a 4 || fail "two Child SAs are not there any more"
    [ "$(metric a '^xfrmgate_ike_failures_total.*no_additional_sas')" -ge 1 ] || fail "the refusal is not counted"
    tunnel_works
}
limit_ignored() {
    template extra="max-childsa 2 overload-action ignore"
    three_children
    swan_up b v
    within 3 "three Child SAs are up" has_sas a 6
}

# Without the word, the peer's rekey is refused: no Child SA replaces another. strongSwan takes that for a peer that can not rekey,
# deletes the IKE SA and builds the tunnel anew; with the word, the Child SA is replaced under the IKE SA that is there.
rekey_ignored() {
    template
    swan_conf b | strongswan b
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    local before
    before=$(spis a)
    swan b --rekey --child t >/dev/null || true
    within 5 "the rekey is refused" more_than_none ^xfrmgate_ike_rekeys_refused_total
    within 8 "strongSwan built the tunnel anew" renewed a "$before"
    within 3 "the old IKE SA was deleted by the peer" closed peer_deleted 1
    [ "$(metric a ^xfrmgate_ike_child_rekeyed_total)" -eq 0 ] || fail "a Child SA was replaced though rekeying is off"
    tunnel_works
}
more_than_none() { [ "$(metric a "$1")" -ge 1 ]; }
rekey_on() {
    template payload=rekey
    swan_conf b | strongswan b
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    local before
    before=$(spis a)
    swan b --rekey --child t >/dev/null || true
    within 8 "the Child SA is replaced" renewed a "$before"
    [ "$(metric a ^xfrmgate_ike_closed_total)" -eq 0 ] || fail "the IKE SA did not stay"
    tunnel_works
}

# Nothing passes for three seconds.
idle() {
    template extra="idle-timeout 3"
    swan_conf b | strongswan b
    swan_up b t
    local i
    for i in 1 2 3 4 5; do
        pings b 10.2.0.1 10.1.0.1 1
        nap 1
    done
    has_sas a 2 || fail "the tunnel ended though it was in use"
    within 8 "the idle tunnel ended" closed idle 1
    within 3 "nothing is left at a" gone a
    within 3 "the peer was told" has_sas b 0
}

# A peer of the same identity comes from another address; neither says INITIAL_CONTACT, and the old one is not there any more.
handover() {
    ip -n b addr add 10.0.2.7/24 dev out
    template extra="ikev2-ikesa unique-identity"
    swan_conf b extra="unique = never" | strongswan b
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    kill -KILL "$(pid charon-b)"
    within 3 "charon is gone" ended charon-b
    rm -f "$scratch/charon-b.pid"
    printf 'xfrm state flush\nxfrm policy flush\n' | ip -n b -batch -
    swan_conf b local=10.0.2.7 extra="unique = never" | strongswan b
    swan_up b t
    within 3 "one tunnel is at a, to the new address" has_sas a 2
    [ "$(sas a 10.0.1.1 10.0.2.7)" -eq 1 ] || fail "the tunnel does not lead to the new address"
    within 3 "the Child SA of the old address is closed for a handover" child_closed handover 1
    tunnel_works
}

# While packets come from the user nobody is asked; when they stop, the peer is.
user_activity() {
    template extra=$'keepalive interval 2 timeout 2\nikev2-ikesa keepalive-user-activity'
    swan_conf b | strongswan b
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    stream busy b 10.2.0.1 10.1.0.1
    nap 7
    local asked
    asked=$(metric a ^xfrmgate_ike_liveness_checks_total)
    no_loss busy
    [ "$asked" -eq 0 ] || fail "the peer was asked $asked times while packets came from it"
    within 8 "the silent peer is asked" more_than_none ^xfrmgate_ike_liveness_checks_total
    has_sas a 2 || fail "the tunnel ended"
}

# The set-up timer: a peer whose IKE_SA_INIT comes and whose IKE_AUTH does not, is forgotten.
setup_timer() {
    template extra="ikev2-ikesa setup-timer 3"
    inside wan iptables-legacy -t raw -I PREROUTING -s 10.0.2.1 -p udp --dport 4500 -j DROP
    swan_conf b | strongswan b
    start caller env STRONGSWAN_CONF="$work/b.strongswan.conf" swanctl --initiate --child t --uri "unix://$scratch/b.vici"
    within 5 "the peer is half open" half_open 1
    within 10 "it is no more" half_open 0
    [ "$(metric a '^xfrmgate_template_failures_total.*reason="setup_timeout"')" -eq 1 ] || fail "the reason is not counted"
    grep -q 'event=negotiation-failed.*reason=setup-timeout.*not established within 3000 ms' "$(log gate-a)" || fail "the log does not say why"
    inside wan iptables-legacy -t raw -D PREROUTING -s 10.0.2.1 -p udp --dport 4500 -j DROP
    swan b --terminate --ike t --force >/dev/null 2>&1 || true
    within 8 "strongSwan has given up" ended caller
    swan_up b t
    within 3 "the next one comes up" has_sas a 2
}
half_open() { [ "$(metric a '^xfrmgate_template_half_open_ike_sas')" -eq "$1" ]; }

# Dead peer detection of a template: the tunnel goes, for that reason.
unreachable() {
    template extra="keepalive interval 1 timeout 1 num-retry 1"
    swan_conf b | strongswan b
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    tunnel_works
    kill -KILL "$(pid charon-b)"
    rm -f "$scratch/charon-b.pid"
    within 10 "the tunnel of the dead peer ended" closed unreachable 1
    within 3 "nothing is left at a" gone a
    within 3 "the Child SA went for the same reason" child_closed unreachable 1
    grep -q 'event=ike-closed.*reason=unreachable' "$(log gate-a)" || fail "the log does not say why"
}

# A lifetime by kilobytes, and no rekey, as the chapter has it by default: the Child SA ends there.
kilobytes() {
    template payload="lifetime kilo-bytes 100" extra="ikev2-ikesa allow-empty-ikesa"
    swan_conf b | strongswan b
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    pings b 10.2.0.1 10.1.0.1 20
    has_sas a 2 || fail "it ended before its limit"
    inside b ping -n -q -c 100 -i 0.01 -s 1400 -W 1 -I 10.2.0.1 10.1.0.1 >"$work/load" || true
    within 5 "the Child SA ended at its limit" child_closed expired 1
    within 3 "nothing is left at a" gone a
    within 3 "the peer was told" has_sas b 0
    [ "$(metric a '^xfrmgate_ike_rekeys_refused_total')" -eq 0 ] || fail "strongSwan rekeyed"
    [ "$(metric a '^xfrmgate_ike_closed_total')" -eq 0 ] || fail "the IKE SA went, too"
}

# An IKE SA without Child SAs ends after the set-up time, or stays and takes the next one.
empty() { # ends|stays
    local allow=
    [ "$1" = ends ] || allow="ikev2-ikesa allow-empty-ikesa"
    template extra=$'ikev2-ikesa setup-timer 2\n'"$allow"
    swan_conf b | strongswan b
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    swan b --terminate --child t >/dev/null
    within 3 "the Child SA is gone" has_sas a 0
    if [ "$1" = ends ]; then
        within 8 "the empty IKE SA ended" closed empty 1
        within 3 "at the peer, too" swan_established b 0
    else
        nap $((3 + LAB_SLOWNESS)) # longer than it would last
        swan_up b t
        within 3 "a Child SA under the same IKE SA" has_sas a 2
        [ "$(metric a '^xfrmgate_ike_established_total')" -eq 1 ] || fail "the IKE SA did not stay"
        tunnel_works
    fi
}

# Each peer has its own secret: by its identity, by its network; another's does not serve.
secrets() {
    {
        sets
        printf 'remote-secret-list own\nremote-id id-type fqdn id b secret key secret-of-b\nexit\n'
        gate_template a payload= extra=$'remote-secret-list own\npeer network 10.0.2.0 mask 255.255.255.0 pre-shared-key secret-of-network'
    } | gate_conf | gate a
    swan_conf b psk=secret-of-b | strongswan b
    swan_up b t
    within 3 "the identity's secret serves" has_sas a 2
    swan b --terminate --ike t >/dev/null
    within 3 "it ended" has_sas a 0
    stop charon-b
    swan_conf b id=c psk=secret-of-network | strongswan b
    swan_up b t
    within 3 "the network's secret serves another identity" has_sas a 2
    swan b --terminate --ike t >/dev/null
    within 3 "it ended" has_sas a 0
    stop charon-b
    swan_conf b psk=secret-of-network | strongswan b
    ! swan b --initiate --child t --timeout 5 >"$work/wrong" 2>&1 || fail "the network's secret served for b, which has its own"
    has_sas a 0 || fail "there is a state though the secret is wrong"
}

scenario template-selectors-honoured honoured
scenario template-endpoint endpoint_alone
scenario template-limit-terminate limit_terminates
scenario template-limit-ignore limit_ignored
scenario template-rekey-ignored rekey_ignored
scenario template-rekey-on rekey_on
scenario template-idle idle
scenario template-handover handover
scenario template-user-activity user_activity
scenario template-setup-timer setup_timer
scenario template-unreachable unreachable
scenario template-lifetime-kilobytes kilobytes
scenario template-empty-ike-sa-ends empty ends
scenario template-empty-ike-sa-stays empty stays
scenario template-secrets secrets
