# A real masquerading router between a and b: b sees a as 10.0.2.254, with a port that the router chose.

fixture() { topology nat; }

# mapping FIRST-PORT LAST-PORT: what the router makes of a's ports; it forgets what it had.
mapping() {
    inside wan iptables-legacy -t nat -F POSTROUTING
    inside wan iptables-legacy -t nat -A POSTROUTING -o to-b -p udp -j MASQUERADE --to-ports "$1-$2"
    inside wan conntrack -F
}

behind() { # WHO is at a: gate or swan; and who is at b
    mapping 20000 20999
    if [ "$2" = gate ]; then
        { sets && gate_template b; } | gate_conf | gate b
    else
        swan_conf b remote=%any | strongswan b
    fi
    if [ "$1" = gate ]; then
        { sets && gate_map a extra="natt send-keepalive interval 5"; } | gate_conf | gate a
    else
        swan_settings="keep_alive = 5"
        swan_conf a | strongswan a
        swan_up a t
    fi
    within 8 "the tunnel is up at a" has_sas a 2
    within 3 "the tunnel is up at b" has_sas b 2
    tunnel_works
    [ "$seen_esp" -eq 0 ] || fail "$seen_esp plain ESP packets met the NAT"
    has_port b 20 || fail "b's states do not have the router's port"
}

tunnel() { behind "$@"; }

# The router forgets its table, as after a reboot: a's packets come from another port. b's kernel sees it and tells b's
# daemon, which must send there from then on (RFC 7296 section 2.23).
mapping_change() {
    behind "$@"
    mapping 30000 30999
    inside a ping -n -q -c 3 -i 0.3 -W 1 -I 10.1.0.1 10.2.0.1 || true # what was on its way to the old port is lost
    within 4 "b's states have the new port" has_port b 30
    tunnel_works
    # IKE itself must follow too: its next exchange from b, and a's delete.
    if [ "$2" = swan ]; then
        swan b --rekey --child t
        nap 1
        tunnel_works
    fi
    if [ "$1" = gate ]; then
        stop gate-a
        within 3 "b deleted its states" has_sas b 0
    else
        swan a --terminate --ike t
        within 3 "b deleted its states" has_sas b 0
    fi
}
has_port() { has "port $2[0-9]{3}" ip -n "$1" xfrm state; }

# A keepalive each 5 s holds the mapping while nothing else is sent.
keepalives() {
    behind gate swan
    look
    local before=$seen_encapsulated
    nap 11
    look
    [ $((seen_encapsulated - before)) -ge 2 ] || fail "$((seen_encapsulated - before)) packets in 11 s of silence"
}

scenario nat-pair tunnel gate gate
scenario nat-initiator-strongswan tunnel gate swan
scenario nat-responder-strongswan tunnel swan gate
scenario nat-mapping-change-pair mapping_change gate gate
scenario nat-mapping-change-initiator mapping_change gate swan
scenario nat-mapping-change-responder mapping_change swan gate
scenario nat-keepalives keepalives
