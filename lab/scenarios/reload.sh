# The configuration changes while traffic flows.

fixture() { topology more=1; }

# maps [NAME=VALUE...]: a's transform sets and its map t.
first() { sets && gate_map a "$@"; }
# A second tunnel beside it, between further addresses.
second() {
    gate_map a name=u local=10.0.1.101 remote=10.0.2.101 acl="permit ip host 10.1.1.1 host 10.2.1.1" "$@"
}
peer_answers() {
    {
        sets
        gate_template b selectors="tsr start-address 10.2.0.0 end-address 10.2.255.255"
        gate_template b name=u local=10.0.2.101 selectors="tsr start-address 10.2.0.0 end-address 10.2.255.255"
    } | gate_conf | gate b
}

began() {
    peer_answers
    first | gate_conf >"$work/first"
    gate a <"$work/first"
    within 8 "the tunnel is up" has_sas a 2
    stream steady a 10.1.0.1 10.2.0.1
    nap 0.5
    tunnel=$(spis a 10.0.1.1 10.0.2.1)
}
untouched() {
    [ "$(spis a 10.0.1.1 10.0.2.1)" = "$tunnel" ] || fail "$1 touched the other tunnel"
}

# Whatever happens to other maps, to the file or to the secret: the stream loses nothing, its tunnel is the same.
under_a_stream() {
    local tunnel asked
    began
    look && asked=$seen_ike

    reload_well a "$work/first"
    nap 0.3
    look
    [ "$seen_ike" -eq "$asked" ] || fail "the same configuration again made $((seen_ike - asked)) IKE packets"
    untouched "the same configuration again"

    { first && second; } | gate_conf >"$work/both"
    reload_well a "$work/both"
    within 8 "the new map's tunnel is up" has_sas a 4
    pings a 10.1.1.1 10.2.1.1
    untouched "a new map"
    [ "$(metric a '^xfrmgate_template_ike_sas.*"u"')" -eq 1 ] || fail "the new map is not in /metrics"

    reload_well a "$work/first"
    has_sas a 2 || fail "the removed map's states are there"
    within 5 "the peer has let go" has_sas b 2
    untouched "the removal of a map"
    [ "$(metric a '^xfrmgate_template_ike_sas.*"u"')" -eq 0 ] || fail "the removed map is in /metrics"

    first psk=another-secret | gate_conf >"$work/psk"
    reload_well a "$work/psk"
    untouched "another secret"

    echo "crypto nonsense" >"$work/bad"
    reload a "$work/bad"
    grep -q event=reload-failed "$(log gate-a)" || fail "a bad file was taken"
    grep -qE 'event=configuration .*line=1 ' "$(log gate-a)" || fail "the log does not say what is wrong in the file"
    untouched "a bad file"

    no_loss steady
    reload_well a "$work/first"
    tunnel_works
}

# Another selector ends that Child SA alone, and sets it up anew.
another_selector() {
    local tunnel up
    began
    no_loss steady
    up=$(metric a '^xfrmgate_ike_established_total')
    first acl="permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255" | gate_conf >"$work/wider"
    reload_well a "$work/wider"
    within 8 "the tunnel is up again" renewed a "$tunnel"
    [ "$(metric a '^xfrmgate_ike_established_total')" -eq "$up" ] || fail "the IKE SA was set up anew, too"
    pings a 10.1.1.1 10.2.1.1
    tunnel_works
}

# An address that cannot be had changes nothing.
no_such_address() {
    local tunnel
    began
    { first && second local=10.0.1.77; } | gate_conf >"$work/nowhere"
    reload a "$work/nowhere"
    grep -E 'event=reload-failed .*10.0.1.77' "$(log gate-a)" || fail "the log does not tell of the address"
    untouched "a configuration that can not be"
    no_loss steady
}

# b's service u goes; its template stays, which nobody can call any more.
without_a_service() {
    local tunnel
    peer_answers
    { first && second; } | gate_conf | gate a
    within 8 "both tunnels are up" has_sas b 4
    stream steady a 10.1.0.1 10.2.0.1
    tunnel=$(spis a 10.0.1.1 10.0.2.1)
    sed '/wsg-service u/,/exit/d' "$work/gate-b.conf" >"$work/without"
    reload_well b "$work/without"
    within 3 "b has let go of the service's states" has_sas b 2
    within 5 "the peer was told" has_sas a 2
    untouched "the end of another service"
    within 5 "b counts why" stopped 1
    grep -qE 'event=ike-closed .*config=u .*reason=service-stopped' "$(log gate-b)" || fail "the log does not say why: $(grep ike-closed "$(log gate-b)")"
    [ "$(metric b '^xfrmgate_template_ike_closed_total.*reason="service_stopped".*template="u"')" -eq 1 ] || fail "the reason is not counted for u"
    no_loss steady
    [ "$(stops)" -eq 1 ] || fail "$(stops) tunnels ended with the service"
}
stops() { metric b '^xfrmgate_ike_closed_total.*"service_stopped"'; }
stopped() { [ "$(stops)" -eq "$1" ]; }

scenario reload-under-a-stream under_a_stream
scenario reload-another-selector another_selector
scenario reload-no-such-address no_such_address
scenario reload-without-a-service without_a_service

# diff tells what would become of the running tunnels and changes nothing; apply does just that, while both carry a stream.
diff_and_apply() {
    local tunnel other ike
    {
        sets && esp_set esp2 aes-256-gcm-128 none
        gate_template b selectors="tsr start-address 10.2.0.0 end-address 10.2.255.255"
        gate_template b name=u local=10.0.2.101 esp="esp1 esp2" selectors="tsr start-address 10.2.0.0 end-address 10.2.255.255"
    } | gate_conf | gate b
    { first && second; } | gate_conf | gate a
    within 8 "both tunnels are up" has_sas a 4
    stream steady a 10.1.0.1 10.2.0.1
    stream beside a 10.1.1.1 10.2.1.1
    nap 0.5
    tunnel=$(spis a 10.0.1.1 10.0.2.1) other=$(spis a 10.0.1.101 10.0.2.101)
    ike=$(ike_of u)

    # what no tunnel notices
    { first && second extra="keepalive interval 77"; } | gate_conf >"$work/keepalive"
    diff_says "$work/keepalive" "u: in effect at once: no tunnel notices (keepalive)"
    diff_says "$work/keepalive" "no tunnel would end"
    gate_ctl a diff "$work/keepalive" >"$work/said"
    ! grep -E '^t:' "$work/said" || fail "diff speaks of the tunnel on which nothing changes"
    ! has "keepalive interval 77" gate_ctl a show configuration || fail "diff changed the configuration"
    applies "$work/keepalive"
    has "keepalive interval 77" gate_ctl a show configuration || fail "apply did not change the configuration"
    untouched "a keepalive interval"
    [ "$(spis a 10.0.1.101 10.0.2.101)" = "$other" ] || fail "a keepalive interval touched its tunnel"

    # other algorithms: by the next rekey, or by one now; the streams go on
    { sets && esp_set esp2 aes-256-gcm-128 none && gate_map a && second esp=esp2; } | gate_conf >"$work/stronger"
    diff_says "$work/stronger" "its Child SA p stays, and follows at its next negotiation"
    diff_says "$work/stronger" "no tunnel would end"
    applies "$work/stronger"
    [ "$(spis a 10.0.1.101 10.0.2.101)" = "$other" ] || fail "apply without --now touched the tunnel"
    applies "$work/keepalive"
    applies "$work/stronger" --now
    within 8 "apply --now rekeys the tunnel" is_stronger
    within 5 "its old state is gone" has_sas a 4
    [ "$(ike_of u)" = "$ike" ] || fail "apply --now set the IKE SA up anew for its Child SA's algorithms"
    untouched "other algorithms"
    no_loss beside

    # what ends a Child SA
    other=$(spis a 10.0.1.101 10.0.2.101)
    { sets && esp_set esp2 aes-256-gcm-128 none && gate_map a && second esp=esp2 acl="permit ip 10.1.1.0 0.0.0.255 10.2.1.0 0.0.0.255"; } |
        gate_conf >"$work/wider"
    diff_says "$work/wider" "its Child SA p ends and is set up again"
    diff_says "$work/wider" "0 IKE SAs and 1 Child SAs would end"
    [ "$(spis a 10.0.1.101 10.0.2.101)" = "$other" ] || fail "diff touched the tunnel"
    applies "$work/wider"
    within 8 "the Child SA is another one" is_another "$other"
    [ "$(ike_of u)" = "$ike" ] || fail "the IKE SA was set up anew, too, which diff did not say"
    pings a 10.1.1.1 10.2.1.1
    untouched "other selectors"

    # what is removed ends; what is wrong is not taken
    first | gate_conf >"$work/without"
    diff_says "$work/without" "1 IKE SAs and 1 Child SAs would end"
    sed 's/crypto map/crypto mop/' "$work/without" >"$work/wrong"
    if gate_ctl a apply "$work/wrong" >"$work/said" 2>&1; then fail "a file with an error was taken"; fi
    grep -q 'crypto mop' "$work/said" || fail "apply does not say what is wrong: $(<"$work/said")"
    has_sas a 4 || fail "a file with an error changed something"
    applies "$work/without"
    within 5 "the removed map's states are gone" has_sas a 2
    untouched "the removal of a map"
    no_loss steady
}
diff_says() {
    gate_ctl a diff "$1" >"$work/said" 2>&1 || fail "diff: $(<"$work/said")"
    grep -qF -- "$2" "$work/said" || fail "diff of $1 does not say '$2': $(<"$work/said")"
}
applies() { gate_ctl a apply "$@" >"$work/said" 2>&1 || fail "apply: $(<"$work/said")"; }
# ike_of MAP: the SPI of its IKE SA.
ike_of() { gate_ctl a show crypto ikev2-ikesa security-associations --json | grep -A12 "\"$1\": {" | grep -m1 initiator-spi; }
is_stronger() { has "AES_GCM_16-256" gate_vici a --list-sas --ike u; }
is_another() {
    states a 10.0.1.101 10.0.2.101
    [ "$sa_count" -eq 1 ] && [ "${sa_spis[0]}" != "$1" ]
}
scenario reload-diff-and-apply diff_and_apply
