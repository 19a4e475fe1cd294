# xfrmgate (a) and strongSwan (b), in both roles.

fixture() { topology hosts; }

# leave ROLE: the one that was called says goodbye; the other must follow.
leave() {
    if [ "$1" = responder ]; then
        stop gate-a
        within 3 "xfrmgate's kernel has no state or policy left" gone a
        within 3 "strongSwan deleted its states" has_sas b 0
    else
        swan b --terminate --ike t
        within 3 "xfrmgate deleted its states" has_sas a 0
    fi
}

# esp_with_df: ESP packets of xfrmgate that say "don't fragment", as the TCP segments in them do.
esp_with_df() { tcpdump -n -r "$work/wan.pcap" 'src host 10.0.1.1 and ip proto 50 and ip[6] & 0x40 != 0' 2>/dev/null | grep -c . || true; }

tunnel() { # ROLE [v6]
    local bit=copy-bit
    [ "$1" = responder ] || bit=clear-bit
    meet "$1" ${2:-} extra="control-dont-fragment $bit" -- ${2:-}
    if [ "${2:-}" ]; then
        tunnel_works fd10:1::1 fd10:2::1
        pings la fd10:1::10 fd10:2::10
    else
        tunnel_works
        pings la 10.1.0.10 10.2.0.10
        tcp_passes la lb 10.2.0.10
        no_cleartext
        local df
        df=$(esp_with_df)
        case $bit in
            copy-bit) [ "$df" -gt 20 ] || fail "DF was copied to $df ESP packets only" ;;
            clear-bit) [ "$df" -eq 0 ] || fail "DF is in $df ESP packets" ;;
        esac
    fi
    leave "$1"
}

transport() { # ROLE [v6]
    local from=10.0.1.1 to=10.0.2.1 network=32
    [ ! "${2:-}" ] || from=fd00:1::1 to=fd00:2::1 network=128
    if [ "$1" = initiator ]; then
        meet initiator transport ${2:-} acl="permit ip host $from host $to" -- ${2:-} local_ts= remote_ts=
    else
        meet responder transport ${2:-} selectors="tsr start-address $from end-address $from" -- ${2:-} local_ts= remote_ts=
    fi
    has "mode transport" ip -n a xfrm state || fail "no state in transport mode"
    tunnel_works $from $to
    leave "$1"
}

forced_encapsulation() { # WHO asks for it: gate or swan
    if [ "$1" = gate ]; then
        meet initiator extra="natt force-encapsulation"
    else
        meet responder -- extra="encap = yes"
    fi
    tunnel_works
    [ "$seen_esp" -eq 0 ] || fail "$seen_esp plain ESP packets crossed the wan"
    has "encap type espinudp" ip -n a xfrm state || fail "xfrmgate's states have no UDP encapsulation"
}

# The first packet of a host behind xfrmgate starts the negotiation.
acquire() {
    swan_conf b | strongswan b
    { sets && gate_map a start=; } | gate_conf | gate a
    within 2 "xfrmgate has its trap policy" has_some_policies a 1
    inside la ping -n -q -c 1 -W 1 10.2.0.10 >/dev/null || true
    within 5 "the packet brought the tunnel up" has_sas a 2
    pings la 10.1.0.10 10.2.0.10
    tunnel_works
}

# strongSwan asks for 10.0.0.0/8 on both sides, and gets what xfrmgate's template has.
narrowing_by_responder() {
    { sets && gate_template a selectors=$'tsr start-address 10.1.0.0 end-address 10.1.0.255\n        tsi start-address 10.2.0.0 end-address 10.2.0.255'; } |
        sed '/tsi start-address any/d' | gate_conf | gate a
    swan_conf b local_ts=10.0.0.0/8 remote_ts=10.0.0.0/8 | strongswan b
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    has "src 10.1.0.0/24 dst 10.2.0.0/24" ip -n a xfrm policy || fail "xfrmgate's policy is not narrowed to 10.1.0.0/24, 10.2.0.0/24"
    has "src 10.2.0.0/24 dst 10.1.0.0/24" ip -n b xfrm policy || fail "strongSwan was not told the narrowed selectors"
    tunnel_works
}

# xfrmgate asks for 10.1.0.0/16 and 10.2.0.0/16, and takes the /24s that strongSwan answers.
narrowing_by_initiator() {
    meet initiator acl="permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255"
    has "src 10.1.0.0/24 dst 10.2.0.0/24" ip -n a xfrm policy || fail "xfrmgate's policy is not what strongSwan narrowed it to"
    tunnel_works
}

# Only TCP to port 5201 at b is protected: a stream to it passes in ESP, a ping does not.
ports_and_protocols() { # ROLE
    if [ "$1" = initiator ]; then
        meet initiator acl="permit tcp 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255 eq 5201" -- \
            "local_ts=10.2.0.0/24[tcp/5201]" "remote_ts=10.1.0.0/24[tcp]"
    else
        meet responder selectors="tsr start-address 10.1.0.0 end-address 10.1.0.255 protocol tcp" -- \
            "local_ts=10.2.0.0/24[tcp/5201]" "remote_ts=10.1.0.0/24[tcp]"
    fi
    has "proto tcp dport 5201" ip -n a xfrm policy || fail "xfrmgate's policy has no port"
    tcp_passes la lb 10.2.0.10 200K
    no_cleartext
    [ "$seen_protected" -ge 20 ] || fail "only $seen_protected ESP packets for a TCP stream"
    if inside a ping -n -q -c 2 -i 0.2 -W 1 -I 10.1.0.1 10.2.0.1; then fail "a ping got through a tunnel for TCP"; fi
    return 0
}

# IKE messages larger than the path: RFC 7383 splits them; the wan drops IP fragments.
fragmentation() { # ROLE
    local long
    long=$(printf 'x%.0s' {1..230})
    inside wan iptables-legacy -t raw -I PREROUTING -f -j DROP
    inside wan iptables-legacy -t raw -I PREROUTING -p udp -m length --length 581:65535 -j DROP
    swan_settings="fragment_size = 576"
    if [ "$1" = initiator ]; then
        meet initiator extra="ikev2-ikesa fragmentation mtu 576" id="a-$long.$long" peer_id="b-$long.$long" -- \
            id="b-$long.$long" peer_id="a-$long.$long"
    else
        meet responder extra="ikev2-ikesa fragmentation mtu 576" id="a-$long.$long" -- \
            id="b-$long.$long" peer_id="a-$long.$long"
    fi
    inside wan iptables-legacy -t raw -D PREROUTING 1
    inside wan iptables-legacy -t raw -D PREROUTING 1
    [ "$(metric a ^xfrmgate_ike_fragments_received_total)" -ge 2 ] || fail "xfrmgate received no fragments"
    [ "$(metric a ^xfrmgate_ike_fragmented_messages_sent_total)" -ge 1 ] || fail "xfrmgate sent no fragments"
    tunnel_works
}

# More Child SAs in one IKE SA, for other networks.
two_children() {
    meet responder selectors="tsr start-address 10.1.0.0 end-address 10.1.255.255" \
        -- local_ts=10.2.0.1/32 remote_ts=10.1.0.1/32 \
        child=$'}\n u {\n local_ts = 10.2.0.10/32\n remote_ts = 10.1.0.10/32\n esp_proposals = aes128gcm16'
    swan_up b u
    within 3 "the second Child SA is up" has_sas a 4
    tunnel_works
    pings la 10.1.0.10 10.2.0.10
    swan b --terminate --child u
    within 3 "the second Child SA is gone" has_sas a 2
    tunnel_works
}

for role in initiator responder; do
    scenario $role-ipv4-tunnel tunnel $role
    scenario $role-ipv6-tunnel tunnel $role v6
    scenario $role-ipv4-transport transport $role
    scenario $role-ipv6-transport transport $role v6
    scenario $role-ports-and-protocols ports_and_protocols $role
    scenario $role-fragmentation fragmentation $role
done
scenario forced-encapsulation-by-xfrmgate forced_encapsulation gate
scenario forced-encapsulation-by-strongswan forced_encapsulation swan
scenario acquire acquire
scenario narrowing-by-xfrmgate narrowing_by_responder
scenario narrowing-by-strongswan narrowing_by_initiator
scenario two-children two_children
