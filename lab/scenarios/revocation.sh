# Certificates that were revoked: strongSwan calls as femtocells, the CRLs are on real HTTP and FTP servers, OCSP is OpenSSL's.
# The servers stand in the network between, at 10.0.1.254.

fixture() {
    topology
    authority
    servers
}

# authority: a CA, a certificate of the gateway, and four of femtocells: 2 is revoked, 3 and 4 say where their CRL is, 4 is
# revoked. Then the CRL as it is now, and one that ended long ago and knows of nobody.
authority() {
    local ca=$scratch/ca name points="crlDistributionPoints=URI:http://10.0.1.254/now.crl"
    mkdir -p "$ca/certs" "$scratch/www" "$scratch/swanctl/x509" "$scratch/swanctl/x509ca" "$scratch/swanctl/private"
    chmod 711 "$scratch" # the FTP server's user is to find the files
    : >"$ca/index"
    echo 1000 >"$ca/serial"
    echo 10 >"$ca/crlnumber"
    cat >"$ca/config" <<EOF
[ca]
default_ca = lab
[lab]
database = $ca/index
serial = $ca/serial
crlnumber = $ca/crlnumber
new_certs_dir = $ca/certs
certificate = $ca/ca.pem
private_key = $ca/ca.key
default_md = sha256
default_days = 60
default_crl_days = 1
policy = names
[names]
commonName = supplied
[req]
distinguished_name = empty
prompt = no
[empty]
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
EOF
    openssl ecparam -name prime256v1 -genkey -noout -out "$ca/ca.key"
    openssl req -config "$ca/config" -x509 -key "$ca/ca.key" -subj "/CN=Lab CA" -days 60 -extensions root -out "$ca/ca.pem"
    issue gw
    issue femto1
    issue femto2
    issue femto3 "$points"
    issue femto4 "$points"
    openssl ca -config "$ca/config" -gencrl -crl_lastupdate 20200101000000Z -crl_nextupdate 20200201000000Z -out "$ca/old.pem"
    openssl crl -in "$ca/old.pem" -outform DER -out "$scratch/www/old.crl"
    for name in femto2 femto4; do
        openssl ca -config "$ca/config" -revoke "$scratch/swanctl/x509/$name.pem" -crl_reason keyCompromise
    done
    openssl ca -config "$ca/config" -gencrl -out "$scratch/www/now.pem"
    openssl crl -in "$scratch/www/now.pem" -outform DER -out "$scratch/www/now.crl"
    cp "$ca/ca.pem" "$scratch/swanctl/x509ca/ca.pem"
    cp "$ca/ca.pem" "$scratch/www/ca.pem"
    chmod 644 "$scratch"/www/*
}

# issue NAME [EXTENSION]: a certificate for NAME.example.
issue() {
    local ca=$scratch/ca
    openssl ecparam -name prime256v1 -genkey -noout -out "$scratch/swanctl/private/$1.key"
    openssl req -config "$ca/config" -new -key "$scratch/swanctl/private/$1.key" -subj "/CN=$1" -out "$ca/$1.csr"
    printf '%s\n' "keyUsage=critical,digitalSignature" "subjectAltName=DNS:$1.example" "${2:-}" >"$ca/$1.ext"
    openssl ca -config "$ca/config" -batch -notext -in "$ca/$1.csr" -extfile "$ca/$1.ext" -out "$scratch/swanctl/x509/$1.pem"
}

servers() {
    mkdir -p "$scratch/empty"
    web_server "$scratch/www" 10.0.1.254:80
    cat >"$scratch/vsftpd.conf" <<EOF
listen=YES
listen_address=10.0.1.254
background=NO
anonymous_enable=YES
local_enable=NO
anon_root=$scratch/www
secure_chroot_dir=$scratch/empty
seccomp_sandbox=NO
isolate=NO
isolate_network=NO
xferlog_enable=YES
xferlog_std_format=NO
vsftpd_log_file=$scratch/ftp.log
EOF
    : >"$scratch/ftp.log"
    start ftp ip netns exec wan vsftpd "$scratch/vsftpd.conf"
    start ocsp ip netns exec wan openssl ocsp -index "$scratch/ca/index" -port 8080 -CA "$scratch/ca/ca.pem" \
        -rsigner "$scratch/ca/ca.pem" -rkey "$scratch/ca/ca.key" -nmin 60 -ignore_err
    within 5 "the HTTP server answers" inside a curl -sf -m 5 -o /dev/null http://10.0.1.254/ca.pem
    within 5 "the FTP server answers" inside a curl -sf -m 5 -o /dev/null ftp://10.0.1.254/now.crl
}

# segw CRL-URL SETTING...: a security gateway that judges peers by their certificates; without a URL it names no CRL.
# The daemon runs in $daemon, and its context in $netns, if that is another namespace.
daemon=a netns=
segw() { segw_conf "$@" | gate "$daemon"; }
segw_conf() {
    local crl=$1 list=
    shift
    [ ! "$crl" ] || list="ca-crl list ca-crl-name lab"
    cat <<EOF
configure
  gateway
    metrics bind address 127.0.0.1 port 9464
  exit
  certificate name gw pem url file://$scratch/swanctl/x509/gw.pem private-key pem url file://$scratch/swanctl/private/gw.key
  ca-certificate name lab pem url http://10.0.1.254/ca.pem
  ${crl:+ca-crl name lab der url $crl}
  context lab
    ${netns:+netns $netns}
$(sets)
    crypto template t ikev2-dynamic
      authentication local certificate
      authentication remote certificate
      certificate gw
      ca-certificate list ca-cert-name lab
      $list
      identity local id-type fqdn id gw.example
      ikev2-ikesa transform-set list ike1
      $(printf '%s\n' "$@")
      payload p match childsa match any
        ipsec transform-set list esp1
        tsr start-address 10.1.0.0 end-address 10.1.0.255
        tsi start-address any end-address any
      exit
    exit
    wsg-service t
      bind address 10.0.1.1 crypto-template t
    exit
  exit
end
EOF
}

# femtos NAME...: strongSwan with a connection of each name. It looks for certificates and keys beside its configuration.
femtos() {
    local name
    cp -r "$scratch/swanctl/." "$work"
    {
        echo "connections {"
        for name; do
            cat <<EOF
  $name {
    version = 2
    local_addrs = 10.0.2.1
    remote_addrs = 10.0.1.1
    proposals = aes128gcm16-prfsha256-ecp256
    send_cert = always
    local {
      auth = pubkey
      certs = $name.pem
      id = $name.example
    }
    remote {
      auth = pubkey
      id = gw.example
    }
    children {
      $name {
        local_ts = 10.2.0.0/24
        remote_ts = 10.1.0.0/24
        esp_proposals = aes128gcm16
      }
    }
  }
EOF
        done
        echo "}"
    } | strongswan b
}

accepted() { # NAME
    swan_up b "$1"
    within 3 "the tunnel of $1 is up" has_sas a 2
    tunnel_works
    swan b --terminate --ike "$1"
    within 3 "the tunnel of $1 is gone" has_sas a 0
}

refused() { # NAME WHY-IN-THE-LOG
    if swan b --initiate --child "$1" --timeout $((8 * LAB_SLOWNESS)) >"$work/$1.initiate" 2>&1; then
        fail "$1 got its tunnel"
    fi
    grep -q AUTHENTICATION_FAILED "$work/$1.initiate" || fail "$1 was not told AUTHENTICATION_FAILED"
    grep -q "event=negotiation-failed.*$2" "$(log "gate-$daemon")" || fail "the log does not say why $1 was refused: $2"
    has_sas a 0 || fail "xfrmgate has states"
}

logged() { grep -q "$1" "$(log "gate-$daemon")" || fail "not in the log: $1"; }

by_server() { # URL LOG-OF-THE-SERVER
    segw "$1" "revocation-check strict"
    femtos femto1 femto2
    accepted femto1
    refused femto2 "certificate CN=femto2 is revoked since .*key compromise.*says ca-crl lab from $1"
    grep -q 'now\.crl' "$2" || fail "the server's log knows of no fetch"
    logged "event=crl-fetched url=\"\?$1"
    [ "$(metric "$daemon" '^xfrmgate_crl_expiry_seconds{name="lab",')" -gt 0 ] || fail "the CRL's end is not in /metrics"
    [ "$(metric "$daemon" '^xfrmgate_crl_revoked{name="lab",')" -eq 2 ] || fail "the CRL's entries are not in /metrics"
    [ "$(metric "$daemon" '^xfrmgate_certificate_expiry_seconds{kind="certificate",name="gw"}')" -gt 4000000 ] ||
        fail "the end of our certificate is not in /metrics"
}
by_http() { by_server http://10.0.1.254/now.crl "$scratch/http.log"; }
by_ftp() { by_server ftp://10.0.1.254/now.crl "$scratch/ftp.log"; }

# No CRL is configured; the certificates name it.
by_distribution_point() {
    segw "" "revocation-check strict"
    femtos femto1 femto3 femto4
    accepted femto3
    refused femto4 "certificate CN=femto4 is revoked.*says the CRL at http://10.0.1.254/now.crl"
    refused femto1 "no ca-crl is configured for CN=Lab CA"
}

expired() { # strict|soft [SCHEME]
    local url=${2:-http}://10.0.1.254/old.crl
    segw "$url" "revocation-check $1"
    femtos femto1
    logged "event=crl-stale url=$url"
    if [ "$1" = strict ]; then
        refused femto1 "ended on 2020-02-01"
    else
        accepted femto1
        logged "event=peer-certificate-warning.*ended on 2020-02-01"
    fi
}

# Nobody listens on port 81. The start-up check names the URL, before any peer calls.
unreachable() { # strict|soft [SCHEME]
    local url=${2:-http}://10.0.1.254:81/now.crl
    segw "$url" "revocation-check $1"
    within 5 "the log names the URL that fails" grep -q "event=crl-fetch-failed url=$url why=\"the connection is refused\"" "$(log "gate-$daemon")"
    femtos femto1
    if [ "$1" = strict ]; then
        refused femto1 "could not be fetched: the connection is refused"
        [ "$(metric "$daemon" '^xfrmgate_crl_fetches_total{name="lab",.*result="failed"}')" -ge 1 ] || fail "the failure is not in /metrics"
    else
        accepted femto1
        logged "event=peer-certificate-warning.*could not be fetched"
    fi
}

# A reload brings a CRL, another in its place, and takes it away; the tunnel that is there runs on, the next set-up is judged anew.
by_reload() {
    local tunnel crl
    segw "" "revocation-check soft"
    femtos femto2
    swan_up b femto2
    within 3 "the tunnel is up, for nobody knows that the certificate was revoked" has_sas a 2
    tunnel=$(spis a)
    for crl in now old none; do
        stream steady a 10.1.0.1 10.2.0.1
        if [ $crl = none ]; then segw_conf "" "revocation-check soft"; else segw_conf "http://10.0.1.254/$crl.crl" "revocation-check soft"; fi >"$work/$crl"
        reload_well a "$work/$crl"
        if [ $crl != none ]; then
            within 5 "$crl.crl is fetched" has "event=crl-(fetched|stale) url=http://10.0.1.254/$crl.crl" cat "$(log gate-a)"
        fi
        no_loss steady
        [ "$(spis a)" = "$tunnel" ] || fail "the reload with CRL $crl touched the tunnel"
        swan b --terminate --ike femto2 >/dev/null
        within 3 "the tunnel is gone" has_sas a 0
        if [ $crl = now ]; then
            refused femto2 "certificate CN=femto2 is revoked since .*says ca-crl lab from http://10.0.1.254/now.crl"
            [ "$(metric a '^xfrmgate_crl_revoked{name="lab"[,}]')" -eq 2 ] || fail "the new CRL is not in /metrics"
            # the next one knows nothing of it
            segw_conf "" "revocation-check soft" >"$work/none"
            reload_well a "$work/none"
        fi
        swan_up b femto2
        within 3 "the tunnel is up" has_sas a 2
        tunnel=$(spis a)
    done
    ! has '^xfrmgate_crl_.*"lab"' inside a curl -s -m 10 http://127.0.0.1:9464/metrics || fail "the removed CRL is in /metrics"
    tunnel_works
}

by_ocsp() {
    segw "" "ocsp responder-address 10.0.1.254 port 8080" "revocation-check strict"
    femtos femto1 femto2
    accepted femto1
    refused femto2 "certificate CN=femto2 is revoked since .*says the OCSP responder http://10.0.1.254:8080"
}

# The daemon has no network at all; the servers can be reached in the context's namespace alone.
in_namespace() { # CALL...
    namespace apart
    ip -n apart link set lo up
    daemon=apart netns=a
    "$@"
    if inside apart curl -s -m 2 -o "$work/apart" http://10.0.1.254/ca.pem; then fail "the daemon's own namespace reaches the servers"; fi
}
crl_in_namespace() {
    segw "http://10.0.1.254/now.crl" "revocation-check strict"
    logged 'event=crl-fetched url="http://10.0.1.254/now.crl in network namespace a"'
    [ "$(metric apart '^xfrmgate_crl_revoked{name="lab",netns="a"')" -eq 2 ] || fail "the CRL's entries are not in /metrics"
    femtos femto1 femto2 femto4
    accepted femto1
    refused femto2 "certificate CN=femto2 is revoked since .*says ca-crl lab from http://10.0.1.254/now.crl in network namespace a"
    refused femto4 "certificate CN=femto4 is revoked"
}

scenario valid-and-revoked-by-http by_http
scenario valid-and-revoked-by-ftp by_ftp
scenario valid-and-revoked-by-distribution-point by_distribution_point
scenario valid-and-revoked-by-ocsp by_ocsp
scenario namespace-crl in_namespace crl_in_namespace
scenario namespace-ftp in_namespace by_ftp
scenario namespace-ocsp in_namespace by_ocsp
scenario crl-by-reload by_reload
scenario expired-crl-strict expired strict
scenario expired-crl-soft expired soft
scenario expired-crl-by-ftp expired strict ftp
scenario unreachable-server-strict unreachable strict
scenario unreachable-server-soft unreachable soft
scenario unreachable-ftp-server unreachable strict ftp
