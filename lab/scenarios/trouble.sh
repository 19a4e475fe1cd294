# Peers that die, disagree or talk nonsense.

fixture() { topology; }

swan_responds() { swan_conf b "$@" | strongswan b; }
gate_calls() { { sets && gate_map a "$@"; } | gate_conf | gate a; }
gate_answers() { { sets && gate_template a "$@"; } | gate_conf | gate a; }

# Silence for 2 s, then three askings of 1 s each: dead after 5 s, and 2 s for the machine.
dead_peer() { # PEER swan|gate
    local killed
    if [ "$1" = swan ]; then
        swan_responds
        gate_calls extra="keepalive interval 2 timeout 1 num-retry 2" start=
    else
        { sets && gate_template b; } | gate_conf | gate b
        gate_calls extra="keepalive interval 2 timeout 1 num-retry 2" start=
    fi
    inside a ping -n -q -c 1 -W 1 -I 10.1.0.1 10.2.0.1 >/dev/null || true
    within 8 "the tunnel is up" has_sas a 2
    tunnel_works
    nap 3
    has_sas a 2 || fail "the tunnel went though the peer answers"
    killed=$(now)
    if [ "$1" = swan ]; then kill -KILL "$(pid charon-b)"; else kill -KILL "$(pid gate-b)"; fi
    rm -f "$scratch"/charon-b.pid "$scratch"/gate-b.pid
    within 4 "the dead peer's states are gone" has_sas a 0
    took_at_most $((5000 + 2000 + 500 * LAB_SLOWNESS)) "$killed" "noticing the dead peer"
    [ "$(metric a ^xfrmgate_ike_liveness_failures_total)" -ge 1 ] || fail "the failure is not in /metrics"
}

nothing_up() {
    has_sas a 0 || fail "xfrmgate has states"
    has_sas b 0 || fail "the peer has states"
    running gate-a || fail "xfrmgate ended"
}
# refused_by_gate WHAT-CHARON-LOGS: strongSwan calls, and is refused with a notify.
refused_by_gate() {
    if swan b --initiate --child t --timeout $((5 * LAB_SLOWNESS)) >"$work/b.initiate" 2>"$work/b.initiate.error"; then
        fail "strongSwan got its tunnel"
    fi
    grep -q "$1" "$work/b.initiate" || fail "strongSwan was not told $1"
    nothing_up
}
# refused_by_swan WHAT-XFRMGATE-LOGS
refused_by_swan() {
    within 5 "xfrmgate logs $1" grep -qiE "$1" "$(log gate-a)"
    nothing_up
}

wrong_psk_responder() {
    gate_answers
    swan_responds psk=not-the-secret
    refused_by_gate AUTHENTICATION_FAILED
    [ "$(metric a '^xfrmgate_ike_failures_total')" -ge 1 ] || fail "the failure is not in /metrics"
}
wrong_psk_initiator() {
    swan_responds psk=not-the-secret
    gate_calls
    refused_by_swan 'authentication.failed'
}
wrong_id_initiator() {
    swan_responds id=somebody-else
    gate_calls
    nap 3
    refused_by_swan 'authentication.failed|identity|id'
}
no_proposal_responder() {
    gate_answers
    swan_responds ike=aes256-sha512-modp2048
    refused_by_gate NO_PROPOSAL_CHOSEN
}
no_proposal_initiator() {
    swan_responds ike=aes256-sha512-modp2048
    gate_calls
    refused_by_swan 'no.proposal.chosen'
}
no_esp_proposal_responder() {
    gate_answers
    swan_responds esp=aes256-sha512
    refused_by_gate NO_PROPOSAL_CHOSEN
}
no_esp_proposal_initiator() {
    swan_responds esp=aes256-sha512
    gate_calls
    refused_by_swan 'no.proposal.chosen'
}
selectors_responder() {
    gate_answers
    swan_responds remote_ts=192.168.7.0/24
    refused_by_gate TS_UNACCEPTABLE
}
selectors_initiator() {
    swan_responds
    gate_calls acl="permit ip 192.168.7.0 0.0.0.255 10.2.0.0 0.0.0.255"
    refused_by_swan 'ts.unacceptable'
}
# The initiator guesses a group that the responder does not take: INVALID_KE_PAYLOAD, and once more with the right one.
wrong_guess_responder() {
    gate_answers
    swan_responds ike=aes128gcm16-prfsha256-modp2048-ecp256
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    tunnel_works
}
wrong_guess_initiator() {
    swan_responds ike=aes128gcm16-prfsha256-ecp384
    { ike_set ike1 aes-128-gcm-128 "19 20" none sha2-256 && esp_set esp1 aes-128-gcm-128 none && gate_map a; } | gate_conf | gate a
    within 5 "the tunnel is up" has_sas a 2
    tunnel_works
}

# Nobody answers, and there is more patience for each message than for the whole set-up.
setup_timer() {
    inside wan iptables-legacy -t raw -I PREROUTING -d 10.0.2.1 -j DROP
    gate_calls extra=$'ikev2-ikesa setup-timer 2\nikev2-ikesa retransmission-timeout 15000\nikev2-ikesa max-retransmissions 8'
    within 8 "the set-up is given up" grep -qE 'event=negotiation-failed.*reason=setup-timeout.*not established within 2000 ms' "$(log gate-a)"
    inside wan iptables-legacy -t raw -D PREROUTING -d 10.0.2.1 -j DROP
    nothing_up
}

# Datagrams of all sizes that are no IKE, on both ports; then a real peer is served as ever.
garbage() {
    gate_answers
    inside b bash -c '
        for ((i = 0; i < 300; i++)); do
            size=$((RANDOM % 600)) text=
            for ((j = 0; j < size; j += 3)); do printf -v octet "\\\\x%02x" $((RANDOM & 255)); text+=$octet$octet; done
            printf "$text" >/dev/udp/10.0.1.1/500
            printf "\\0\\0\\0\\0$text" >/dev/udp/10.0.1.1/4500
        done 2>/dev/null
        # headers that look right: IKE_SA_INIT with a length that lies, a version that is not, an unknown SPI
        spi="\\1\\2\\3\\4\\5\\6\\7\\10" none="\\0\\0\\0\\0\\0\\0\\0\\0"
        for version in "\\x20" "\\x30" "\\x10"; do
            for length in "\\0\\0\\0\\x1c" "\\xff\\xff\\xff\\xff" "\\0\\0\\0\\0" "\\0\\0\\0\\x40"; do
                printf "$spi$none\\x21$version\\x22\\x08\\0\\0\\0\\0$length" >/dev/udp/10.0.1.1/500
                printf "$spi$spi\\x2e$version\\x23\\x08\\0\\0\\0\\1$length\\0\\0\\0\\4" >/dev/udp/10.0.1.1/500
            done
        done
        true'
    running gate-a || fail "xfrmgate died"
    [ "$(metric a ^xfrmgate_ike_malformed_total)" -ge 100 ] || fail "xfrmgate counted only $(metric a ^xfrmgate_ike_malformed_total) malformed messages"
    [ "$(metric a ^xfrmgate_ike_internal_errors_total)" -eq 0 ] || fail "there were internal errors"
    swan_responds
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    tunnel_works
}

# A third of all packets between them is lost while they negotiate and rekey.
lossy_network() {
    inside wan tc qdisc add dev to-a root netem loss 30%
    swan_responds
    gate_calls
    within 10 "the tunnel is up all the same" has_sas a 2
    inside wan tc qdisc del dev to-a root
    within 3 "at strongSwan too" has_sas b 2
    tunnel_works
}

scenario dead-peer-strongswan dead_peer swan
scenario dead-peer-xfrmgate dead_peer gate
scenario wrong-psk-responder wrong_psk_responder
scenario wrong-psk-initiator wrong_psk_initiator
scenario wrong-identity-initiator wrong_id_initiator
scenario no-ike-proposal-responder no_proposal_responder
scenario no-ike-proposal-initiator no_proposal_initiator
scenario no-esp-proposal-responder no_esp_proposal_responder
scenario no-esp-proposal-initiator no_esp_proposal_initiator
scenario unacceptable-selectors-responder selectors_responder
scenario unacceptable-selectors-initiator selectors_initiator
scenario wrong-group-guess-responder wrong_guess_responder
scenario wrong-group-guess-initiator wrong_guess_initiator
scenario setup-timer-initiator setup_timer
scenario garbage garbage
scenario lossy-network lossy_network
