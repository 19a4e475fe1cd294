# The lab itself: strongSwan against strongSwan, so that a failure elsewhere is known not to be the kernel's or the peer's.

swan_conf() { # ADDRESS PEER-ADDRESS OWN-NET PEER-NET ID PEER-ID
    cat <<EOF
connections {
  t {
    version = 2
    local_addrs = $1
    remote_addrs = $2
    proposals = aes128gcm16-prfsha256-ecp256
    encap = ${encap:-no}
    local {
      auth = psk
      id = $5
    }
    remote {
      auth = psk
      id = $6
    }
    children {
      t {
        local_ts = $3
        remote_ts = $4
        esp_proposals = aes128gcm16
      }
    }
  }
}
secrets {
  ike-1 {
    secret = $secret
  }
}
EOF
}

tunnel() {
    topology hosts
    swan_conf 10.0.1.1 10.0.2.1 10.1.0.0/24 10.2.0.0/24 a b | strongswan a
    swan_conf 10.0.2.1 10.0.1.1 10.2.0.0/24 10.1.0.0/24 b a | strongswan b
    swan_up a t
    tunnel_works
    pings la 10.1.0.10 10.2.0.10
    stream steady la 10.1.0.10 10.2.0.10
    swan a --rekey --child t
    within 2 "rekeyed" grep -q "CHILD_SA.*closed" "$(log charon-b)"
    swan b --rekey --ike t
    no_loss steady
    protected a 10.0.1.1 10.0.2.1 1
    swan a --terminate --ike t
    within 2 "no state left" has_sas b 0
}

behind_nat() {
    topology nat
    swan_conf 10.0.1.1 10.0.2.1 10.1.0.1/32 10.2.0.1/32 a b | strongswan a
    swan_conf 10.0.2.1 %any 10.2.0.1/32 10.1.0.1/32 b a | strongswan b
    swan_up a t
    tunnel_works
    [ "$(crossed encapsulated)" -gt 10 ] || fail "no ESP in UDP was seen"
}

ipv6() {
    topology
    swan_conf fd00:1::1 fd00:2::1 fd10:1::1/128 fd10:2::1/128 a b | strongswan a
    swan_conf fd00:2::1 fd00:1::1 fd10:2::1/128 fd10:1::1/128 b a | strongswan b
    swan_up a t
    tunnel_works fd10:1::1 fd10:2::1
}

scenario strongswan-pair tunnel
scenario strongswan-pair-behind-nat behind_nat
scenario strongswan-pair-ipv6 ipv6
