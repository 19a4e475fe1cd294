# The lab itself: strongSwan against strongSwan, so that a failure elsewhere is known not to be the kernel's or the peer's.

tunnel() {
    topology hosts
    swan_conf a | strongswan a
    swan_conf b | strongswan b
    swan_up a t
    tunnel_works
    pings la 10.1.0.10 10.2.0.10
    tcp_passes la lb 10.2.0.10
    stream steady la 10.1.0.10 10.2.0.10
    swan a --rekey --child t
    swan b --rekey --ike t
    no_loss steady
    no_cleartext
    swan a --terminate --ike t
    within 2 "no state left" has_sas b 0
}

behind_nat() {
    topology nat
    swan_conf a | strongswan a
    swan_conf b remote=%any | strongswan b
    swan_up a t
    tunnel_works
    [ "$seen_encapsulated" -ge 10 ] || fail "no ESP in UDP was seen"
}

ipv6() {
    topology
    swan_conf a v6 | strongswan a
    swan_conf b v6 | strongswan b
    swan_up a t
    tunnel_works fd10:1::1 fd10:2::1
}

scenario strongswan-pair tunnel
scenario strongswan-pair-behind-nat behind_nat
scenario strongswan-pair-ipv6 ipv6
