# What the StarOS chapter "IPSec Network Applications" describes for IKEv2, with traffic, against strongSwan (b), and libreswan once.
# The chapter's own addresses: S-GW, P-GW or MME 2.2.2.2 (and 2.2.3.2) at a, eNodeB or S-GW 1.1.1.1 (and 1.1.2.1) at b.

fixture() {
    topology
    modprobe -q sctp || true
    printf '%s\n' "addr add 2.2.2.2/32 dev lo" "addr add 2.2.3.2/32 dev lo" \
        "route add 1.1.1.0/24 via 10.0.1.254 src 2.2.2.2" "route add 1.1.2.0/24 via 10.0.1.254 src 2.2.3.2" | ip -n a -batch -
    printf '%s\n' "addr add 1.1.1.1/32 dev lo" "addr add 1.1.2.1/32 dev lo" \
        "route add 2.2.2.0/24 via 10.0.2.254 src 1.1.1.1" "route add 2.2.3.0/24 via 10.0.2.254 src 1.1.2.1" | ip -n b -batch -
    printf '%s\n' "route add 2.2.0.0/16 via 10.0.1.1" "route add 1.1.0.0/16 via 10.0.2.1" | ip -n wan -batch -
    # The chapter's kinds of traffic, should they cross the open network as they are.
    local rules='*raw
-A PREROUTING -p sctp -m comment --comment clear
-A PREROUTING -p udp --dport 2123 -m comment --comment clear
-A PREROUTING -p udp --sport 2123 -m comment --comment clear
-A PREROUTING -p udp --dport 2152 -m comment --comment clear
-A PREROUTING -p udp --sport 2152 -m comment --comment clear
COMMIT'
    inside wan iptables-legacy-restore -n <<<"$rules"
    inside wan ip6tables-legacy-restore -n <<<"$rules"
}

# template LIST: the S-GW's of the chapter's example: its address, its peers' network, its payload ACL.
template() {
    sets
    cat <<END
    ip access-list enb
      $1
    exit
    crypto template enb ikev2-dynamic
      authentication local pre-shared-key key $secret
      authentication remote pre-shared-key key $secret
      ikev2-ikesa transform-set list ike1
      peer network 1.1.0.0 mask 255.255.0.0
      ${2:-}
      payload p match childsa match ipv4
        ipsec transform-set list esp1
        match address enb
      exit
    exit
END
}
# The eNodeB; both sides are called by their addresses.
enodeb() { swan_conf b local=1.1.1.1 remote=2.2.2.2 id=1.1.1.1 peer_id=2.2.2.2 "$@" | strongswan b; }

# protected COUNT COMMAND...: as the command runs, at least COUNT packets cross the wan in ESP and a's states count them; none in clear.
protected() {
    local count=$1 crossed through
    look ${outer:-}
    crossed=$seen_protected
    through=$(packets a)
    "${@:2}"
    states a
    [ $((sa_packets - through)) -ge "$count" ] || fail "a's states counted $((sa_packets - through)) packets, not $count: ${*:2}"
    no_cleartext ${outer:-}
    [ $((seen_protected - crossed)) -ge "$count" ] || fail "the wan saw $((seen_protected - crossed)) ESP packets, not $count: ${*:2}"
}

# gtp_passes CALLER FROM SERVER TO [COUNT]: GTP-U to port 2152 and from it, in both directions.
gtp_passes() {
    local count=${5:-10}
    start "gtpu-$3" ip netns exec "$3" "$lib/gtpu" serve "$4"
    within 3 "GTP-U is served in $3" has serving cat "$work/gtpu-$3.log"
    inside "$1" "$lib/gtpu" call "$2" "$4" "$count" $((3 * LAB_SLOWNESS)) >"$work/gtpu" 2>&1 || fail "GTP-U from $2 to $4: $(<"$work/gtpu")"
    say "$(<"$work/gtpu")"
    stop "gtpu-$3"
}

# The example of "Traffic Selectors", word by word: the list becomes host selectors with the port at either end, and GTP-C passes.
selector_example() {
    { template "udp host 2.2.2.2 eq 2123 1.1.0.0 0.0.255.255" && service sgw-service "bind ipv4-address 2.2.2.2"; } | gate_conf | gate a
    enodeb "local_ts=1.1.1.1/32[udp/2123],1.1.1.1/32[udp]" "remote_ts=2.2.2.2/32[udp],2.2.2.2/32[udp/2123]"
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    ip -n a xfrm policy >"$work/policies"
    grep -q "src 2.2.2.2/32 dst 1.1.1.1/32 proto udp sport 2123" "$work/policies" || fail "no selector with the port at our end"
    grep -q "src 2.2.2.2/32 dst 1.1.1.1/32 proto udp dport 2123" "$work/policies" || fail "no selector with the port at the peer's end"
    protected 20 datagrams a b 1.1.1.1
    protected 20 datagrams b a 2.2.2.2
}
service() { # KIND BIND
    printf '    %s lte\n      %s crypto-template enb\n    exit\n' "$1" "$2"
}
# datagrams CLIENT SERVER ADDRESS: GTP-C's port. What iperf3 agrees on by TCP is not for the tunnel.
datagrams() {
    start "iperf-$2" ip netns exec "$2" iperf3 -s -1 -p 2123 -B "$3"
    within 5 "iperf3 listens in $2" tcp_listening "iperf-$2" 2123
    inside "$1" timeout $((10 * LAB_SLOWNESS)) iperf3 -c "$3" -p 2123 -u -l 400 -n 8K -b 400K >"$work/iperf" 2>&1 ||
        fail "no datagrams from $1 to $3:2123: $(grep -m1 error "$work/iperf")"
    has "0/[0-9]+ \(0%\).*receiver" cat "$work/iperf" || fail "datagrams from $1 to $3:2123 were lost: $(tail -n 4 "$work/iperf")"
}

# S1-U: the eNodeB brings up the tunnel to the S-GW, bearers pass both ways; nothing else enters.
s1_u() {
    { template "udp host 2.2.2.2 eq 2152 1.1.0.0 0.0.255.255" && service sgw-service "bind ipv4-address 2.2.2.2"; } | gate_conf | gate a
    enodeb "local_ts=1.1.1.1/32[udp/2152],1.1.1.1/32[udp]" "remote_ts=2.2.2.2/32[udp],2.2.2.2/32[udp/2152]"
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    protected 22 gtp_passes b 1.1.1.1 a 2.2.2.2
    protected 22 gtp_passes a 2.2.2.2 b 1.1.1.1
}

# S5 by IPv6 and crypto ACLs, which are the selectors as they are: the first bearer brings the tunnel up.
s5() {
    local outer=6
    swan_conf b v6 "local_ts=fd00:2::1/128[udp]" "remote_ts=fd00:1::1/128[udp]" | strongswan b
    { sets && gate_map a v6 name=s5 start= acl="permit udp host fd00:1::1 host fd00:2::1"; } | gate_conf | gate a
    start gtpu-b ip netns exec b "$lib/gtpu" serve fd00:2::1
    within 3 "GTP-U is served in b" has serving cat "$work/gtpu-b.log"
    # It waits in the kernel for the tunnel, or is lost and sent again, as GTP does.
    within 8 "a bearer brings the tunnel up" bearer_up
    stop gtpu-b
    protected 22 gtp_passes a fd00:1::1 b fd00:2::1
    protected 22 gtp_passes b fd00:2::1 a fd00:1::1
}
bearer_up() { inside a "$lib/gtpu" call fd00:1::1 fd00:2::1 1 1 >"$work/first" 2>&1 && has_sas a 2; }

# The other end of S1-MME: a connection for each of the eNodeB's addresses; SCTP never leaves it but by a tunnel.
multi_homed_enodeb() {
    local n
    {
        echo "connections {"
        for n in 1:1.1.1.1:2.2.2.2 2:1.1.2.1:2.2.3.2; do
            IFS=: read -r name local remote <<<"$n"
            name=path-$name id=$local peer_id=$remote ike=aes128gcm16-prfsha256-ecp256 esp=aes128gcm16 mode=tunnel extra= child=
            local_ts="dynamic[sctp]" remote_ts="dynamic[sctp]" swan_connection
        done
        printf '}\nsecrets {\n  ike-1 {\n    secret = "%s"\n  }\n}\n' "$secret"
    } | strongswan b
    inside b iptables-legacy -A OUTPUT -p sctp -m policy --dir out --pol none -j DROP
}
# path NS ADDRESS STATE: what NS's association holds of the peer's address: 2 active, 0 inactive.
path() {
    local line
    while read -r line; do
        case $line in "$2 "*) [ "${line##* }" = "$3" ] && return 0 ;; esac
    done < <(inside "$1" cat /proc/net/sctp/remaddr)
    return 1
}
told() { has "$1" cat "$work/mme.log"; }

# S1-MME, both ends multi-homed: the eNodeB brings up the first tunnel and associates; heartbeats between the second addresses bring
# up the second. When a path fails, messages go by the other tunnel.
s1_mme() {
    {
        template "sctp 2.2.0.0 0.0.255.255 1.1.0.0 0.0.255.255" initiate-on-traffic
        service mme-service "bind s1-mme ipv4-address 2.2.2.2 ipv4-address 2.2.3.2"
    } | gate_conf | gate a
    multi_homed_enodeb
    local ns
    for ns in a b; do
        inside $ns bash -c 'cd /proc/sys/net/sctp && echo 300 >hb_interval && echo 200 >rto_initial && echo 200 >rto_min && echo 1000 >rto_max &&
            echo 2 >path_max_retrans && echo 20 >association_max_retrans'
    done
    swan_up b path-1
    within 3 "the first tunnel is up" has_sas a 2
    start mme ip netns exec a stdbuf -oL sctp_darn -H 2.2.2.2 -B 2.2.3.2 -P 36412 -l
    within 5 "the MME listens" has " 10 +[0-9]+ +36412 " inside a cat /proc/net/sctp/eps
    mkfifo "$scratch/s1ap"
    start enodeb ip netns exec b bash -c "exec sctp_darn -H 1.1.1.1 -B 1.1.2.1 -P 36412 -h 2.2.2.2 -p 36412 -s <>$scratch/s1ap"
    echo S1-Setup-Request >"$scratch/s1ap" # the first message associates
    within 5 "the first message arrives" told S1-Setup-Request
    within 10 "heartbeats bring up the second tunnel" has_sas a 4
    within 10 "both paths are active at the MME" path a 1.1.2.1 2
    within 5 "both paths are active at the eNodeB" path b 2.2.3.2 2
    local second
    second=$(packets a 1.1.2.1 2.2.3.2)
    [ "$second" -ge 1 ] || fail "the second tunnel carried nothing"
    inside wan iptables-legacy -t raw -I PREROUTING -s 1.1.1.1 -j DROP
    inside wan iptables-legacy -t raw -I PREROUTING -d 1.1.1.1 -j DROP
    echo Handover-Required >"$scratch/s1ap"
    within 10 "the message takes the other path" told Handover-Required
    within 10 "the eNodeB finds the first path inactive" path b 2.2.2.2 0
    path b 2.2.3.2 2 || fail "the second path is not active any more"
    [ "$(packets a 1.1.2.1 2.2.3.2)" -gt "$second" ] || fail "the second tunnel did not carry the message"
    inside wan iptables-legacy -t raw -D PREROUTING -s 1.1.1.1 -j DROP
    inside wan iptables-legacy -t raw -D PREROUTING -d 1.1.1.1 -j DROP
    within 10 "the first path is back" path b 2.2.2.2 2
    no_cleartext
}

# The sample for femtocells with certificates, below the one with EAP as in the chapter. Changed: the addresses, the files of the
# certificate, and which template the service binds.
femto_certificates() {
    ca ca
    ca a ca
    ca b ca
    local pem text
    pem=$(awk '{ printf "%s\\n", $0 }' "$work/ca.crt")
    text=$(sed "s/security-gateway bind address 10.0.0.1 crypto-template femto/security-gateway bind address 10.0.1.1 crypto-template segw/
        s|http://ca/cert.pem|file://$work/a.crt|
        s|http://ca/key.pem|file://$work/a.key|" "$lib/../samples/femto-eap.cfg" "$lib/../samples/femto-certificates.cfg")
    gate a <<<"${text/-----BEGIN*END CERTIFICATE-----\\n/"$pem"}"
    mkdir "$work/x509" "$work/x509ca" "$work/private"
    cp "$work/b.crt" "$work/x509/mine.crt"
    cp "$work/b.key" "$work/private/mine.key"
    cp "$work/ca.crt" "$work/x509ca/ca.crt"
    swan_settings="install_virtual_ip_on = out"
    swan_conf b peer_id="O=lab, CN=a" local_auth=pubkey remote_auth=pubkey "local_more=certs = mine.crt" "remote_more=cacerts = ca.crt" \
        ike=aes128-sha256-modp2048 esp=aes128-sha256 local_ts= remote_ts=10.1.0.0/24 extra="vips = 0.0.0.0" | strongswan b
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    has "inet 10.9.0.1/" ip -n b addr || fail "the femtocell has no address of the pool: $(ip -n b addr show dev out)"
    protected 10 pings b 10.9.0.1 10.1.0.1
}
# ca NAME [ISSUER]: $work/NAME.crt and .key
ca() {
    local signer=() kind=(-addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign")
    if [ $# -eq 2 ]; then
        signer=(-CA "$work/$2.crt" -CAkey "$work/$2.key")
        kind=(-addext "basicConstraints=critical,CA:FALSE" -addext "keyUsage=digitalSignature" -addext "subjectAltName=DNS:$1")
    fi
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/O=lab/CN=$1" "${signer[@]}" "${kind[@]}" \
        -keyout "$work/$1.key" -out "$work/$1.crt" 2>"$work/openssl" || fail "openssl: $(<"$work/openssl")"
}

# libreswan calls, sends, and rekeys Child SA and IKE SA; then we do.
libreswan_peer() {
    { sets && gate_template a; } | gate_conf | gate a
    libreswan b
    lsw b --name t --initiate >"$work/initiate" 2>&1 || fail "libreswan: $(tail -n 2 "$work/initiate")"
    within 5 "the tunnel is up at xfrmgate" has_sas a 2
    within 5 "the tunnel is up at libreswan" has_sas b 2
    tunnel_works
    local before
    before=$(spis a)
    lsw b --rekey-ipsec --name t >"$work/rekey" 2>&1 || fail "libreswan: $(tail -n 2 "$work/rekey")"
    within 8 "libreswan rekeys the Child SA" renewed a "$before"
    tunnel_works
    lsw b --rekey-ike --name t >"$work/rekey" 2>&1 || fail "libreswan: $(tail -n 2 "$work/rekey")"
    within 5 "libreswan rekeys the IKE SA" has event=ike-rekeyed cat "$(log gate-a)"
    before=$(spis a)
    gate_ctl a rekey --child p >"$work/our-rekey" 2>&1 || fail "our rekey: $(<"$work/our-rekey")"
    within 8 "we rekey the Child SA" renewed a "$before"
    tunnel_works
    stop gate-a
    within 5 "libreswan is told" has_sas b 0
}

scenario chapter-selector-example selector_example
scenario chapter-s1u-gtpu s1_u
scenario chapter-s5-gtpu-ipv6 s5
scenario chapter-s1mme-sctp-multi-homed s1_mme
scenario chapter-femto-certificates femto_certificates
scenario chapter-libreswan libreswan_peer
