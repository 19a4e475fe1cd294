# EAP: strongSwan (b) calls xfrmgate (a), which has a RADIUS server, FreeRADIUS in the network between, judge it.

users="bob@lab" # EAP identities; IDi is "b"
password=opensesame

fixture() {
    topology
    local dir=$scratch/radius
    mkdir -p "$dir"
    cat >"$dir/openssl.cnf" <<'EOF'
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[end]
basicConstraints = CA:FALSE
keyUsage = digitalSignature
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = DNS:$ENV::NAME
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
EOF
    made ca ca ca ""
    made a a end ca
    made b b end ca
    made radius radius.lab end ca
    cat >"$dir/users" <<EOF
b Cleartext-Password := "$password"
    Session-Timeout = 3600
$users Cleartext-Password := "$password"
EOF
    cat >"$dir/radiusd.conf" <<EOF
name = lab
libdir = /usr/lib/freeradius
raddbdir = $dir
run_dir = $scratch
logdir = $scratch
pidfile = $scratch/freeradius.own-pid
max_requests = 1024
security {
  allow_core_dumps = no
}
thread pool {
  start_servers = 1
  max_servers = 4
  min_spare_servers = 1
  max_spare_servers = 2
}
client gateway {
  ipaddr = 10.0.1.0/24
  secret = $secret
  require_message_authenticator = yes
}
modules {
  chap {
  }
  pap {
  }
  mschap {
    use_mppe = yes
  }
  files {
    filename = $dir/users
    key = "%{User-Name}"
  }
  eap {
    default_eap_type = mschapv2
    timer_expire = 60
    max_sessions = 1024
    md5 {
    }
    mschapv2 {
    }
    tls-config common {
      private_key_file = $dir/radius.key
      certificate_file = $dir/radius.crt
      ca_file = $dir/ca.crt
      fragment_size = 1024
      check_crl = no
      tls_min_version = "1.2"
      tls_max_version = "1.2"
    }
    tls {
      tls = common
    }
  }
}
server default {
  listen {
    type = auth
    ipaddr = 10.0.1.254
    port = 1812
  }
  authorize {
    eap {
      ok = return
    }
    files
    chap
    pap
  }
  authenticate {
    Auth-Type CHAP {
      chap
    }
    Auth-Type PAP {
      pap
    }
    Auth-Type MS-CHAP {
      mschap
    }
    eap
  }
}
EOF
    freeradius_starts
}

# made FILE NAME SECTION ISSUER: a key and a certificate, self-signed if there is no issuer.
made() {
    local dir=$scratch/radius key=()
    [ ! "$4" ] || key=(-CA "$dir/$4.crt" -CAkey "$dir/$4.key")
    NAME=$2 openssl req -x509 -config "$dir/openssl.cnf" -extensions "$3" -newkey ec -pkeyopt ec_paramgen_curve:P-256 "${key[@]}" \
        -nodes -days 30 -subj "/O=lab/CN=$2" -keyout "$dir/$1.key" -out "$dir/$1.crt" 2>"$dir/$1.log" || fail "openssl: $(<"$dir/$1.log")"
}

freeradius_starts() {
    start freeradius ip netns exec wan freeradius -f -x -l stdout -d "$scratch/radius" -n radiusd
    within 20 "FreeRADIUS serves" grep -q "Ready to process requests" "$(log freeradius)"
}

# radius_gate [PROFILE-LINES [SERVER-LINES [GATE-WORDS...]]]: xfrmgate with a template that wants EAP.
radius_gate() {
    local dir=$scratch/radius profile_lines=${1:-} servers=${2:-}
    shift $(($# < 2 ? $# : 2))
    certificates="certificate name mine pem url file://$dir/a.crt private-key pem url file://$dir/a.key"
    {
        cat <<EOF
    aaa group radius
      radius server 10.0.1.254 key $secret priority 9
      radius timeout 2
      radius attribute nas-identifier lab-a
      $servers
    exit
    eap-profile e
      aaa group radius
      $profile_lines
    exit
EOF
        sets
        gate_template a local_auth=certificate remote_auth="eap-profile e" extra="certificate mine" "$@"
    } | gate_conf | gate a
}

# client METHOD [SWAN-WORDS...]: strongSwan as EAP client.
client() {
    local method=$1
    shift
    mkdir -p "$work/x509" "$work/x509ca" "$work/private"
    cp "$scratch/radius/ca.crt" "$work/x509ca/"
    cp "$scratch/radius/b.crt" "$work/x509/mine.crt"
    cp "$scratch/radius/b.key" "$work/private/mine.key"
    swan_load="gcrypt eap-identity eap-md5 eap-mschapv2 eap-tls"
    {
        swan_conf b local_auth="$method" remote_auth=pubkey "remote_more=cacerts = ca.crt" "$@"
        cat <<EOF
secrets {
  eap-b {
    id-a = b
    id-b = $users
    secret = "${said:-$password}"
  }
}
EOF
    } | strongswan b
}

# refused REASON...: strongSwan gets no tunnel, and xfrmgate keeps why.
refused() {
    if swan b --initiate --child t --timeout $((8 * LAB_SLOWNESS)) >"$work/b.initiate" 2>&1; then fail "strongSwan got its tunnel"; fi
    within 8 "xfrmgate logs $1" grep -qE "event=negotiation-failed.*$1" "$(log gate-a)"
    has "$2" gate_ctl a show crypto ikev2-ikesa failures || fail "the failure is not kept: $2"
    has_sas a 0 || fail "xfrmgate has states"
}

up() {
    swan_up b t
    within 8 "the tunnel is up at xfrmgate" has_sas a 2
    tunnel_works
}

# The gateway has a certificate, the client a password; the server's session time is told to the client.
mschapv2() {
    radius_gate
    client eap-mschapv2
    up
    grep -qE "event=eap-accepted .*idi=b .*identity=b keyed=yes" "$(log gate-a)" || fail "no eap-accepted in the log"
    grep -q "received AUTH_LIFETIME of 3600s" "$(log charon-b)" || fail "strongSwan was not told its session time"
    [ "$(metric a '^xfrmgate_radius_accepts_total')" -eq 1 ] || fail "not one Access-Accept is counted"
    [ "$(metric a '^xfrmgate_radius_server_up')" -eq 1 ] || fail "the server is not up"
    [ "$(metric a '^xfrmgate_radius_challenges_total')" -ge 2 ] || fail "no Access-Challenges are counted"
}

# The peer is asked who it is, and known by that; its tunnel outlives an IKE rekey.
identity() {
    radius_gate request-identity
    client eap-mschapv2 "local_more=eap_id = $users"
    up
    has "$users" gate_ctl a show crypto ikev2-ikesa security-associations || fail "the peer is not known by its EAP identity"
    swan b --rekey --ike t >"$work/b.rekey" 2>&1 || fail "strongSwan does not rekey: $(tail -n 1 "$work/b.rekey")"
    within 8 "the IKE SA is rekeyed" grep -q "event=ike-rekeyed" "$(log gate-a)"
    tunnel_works
}

# Both sides by EAP-TLS alone (RFC 5998): the gateway itself proves nothing.
eap_only() {
    radius_gate eap-only
    client eap-tls remote_auth=eap-tls $'local_more=certs = mine.crt\n      aaa_id = radius.lab' "remote_more="
    up
    grep -q "keyed=yes" "$(log gate-a)" || fail "EAP-TLS made no key"
    ! grep -q "authentication of 'a' with ECDSA" "$(log charon-b)" || fail "the gateway signed"
}

# EAP-MD5 ends at the gateway; the server sees CHAP.
terminated() {
    radius_gate $'mode authenticator-terminate\n      method eap-md5' "radius message-authenticator accept-missing"
    client eap-md5
    up
    grep -q "event=eap-accepted .*keyed=no" "$(log gate-a)" || fail "EAP-MD5 makes no key"
}

# The other way round: xfrmgate is the client, and strongSwan judges it by itself.
calling() {
    local dir=$scratch/radius
    mkdir -p "$work/x509" "$work/x509ca" "$work/private"
    cp "$dir/b.crt" "$work/x509/mine.crt"
    cp "$dir/b.key" "$work/private/mine.key"
    swan_load="gcrypt eap-identity eap-mschapv2"
    {
        swan_conf b remote_auth=eap-mschapv2 "remote_more=eap_id = %any" local_auth=pubkey "local_more=certs = mine.crt"
        printf 'secrets {\n  eap-a {\n    id = %s\n    secret = "%s"\n  }\n}\n' "$users" "$password"
    } | strongswan b
    certificates="ca-certificate name roots pem url file://$dir/ca.crt"
    {
        sets
        gate_map a local_auth="eap identity $users password $password" remote_auth=certificate \
            extra="ca-certificate list ca-cert-name roots"
    } | gate_conf | gate a
    within 8 "the tunnel is up at xfrmgate" has_sas a 2
    tunnel_works
    grep -q "EAP method EAP_MSCHAPV2 succeeded, MSK established" "$(log charon-b)" || fail "strongSwan saw no EAP-MSCHAPv2"
}

wrong_password() {
    radius_gate
    said=letmein client eap-mschapv2
    refused 'reason=eap.rejected' 'Access-Reject from 10.0.1.254:1812'
    [ "$(metric a '^xfrmgate_radius_rejects_total')" -eq 1 ] || fail "not one Access-Reject is counted"
    grep -q "EAP_MSCHAPV2 failed\|EAP_FAILURE\|EAP method EAP_MSCHAPV2 failed" "$(log charon-b)" || fail "strongSwan was not told EAP-Failure"
}

# Nobody listens at the first server; then nobody at the other either.
failover() {
    radius_gate "" "radius server 10.0.1.254 key $secret port 1899 priority 1"
    client eap-mschapv2
    up
    grep -q "event=radius-server-dead server=10.0.1.254:1899" "$(log gate-a)" || fail "the dead server is not told of"
    [ "$(metric a '^xfrmgate_radius_server_up.*1899')" -eq 0 ] || fail "the dead server is up"
    [ "$(metric a '^xfrmgate_radius_accepts_total.*1812')" -eq 1 ] || fail "the other server did not answer"
    swan b --terminate --ike t >"$work/b.terminate" 2>&1
    within 8 "the tunnel is down" has_sas a 0
    stop freeradius
    refused 'reason=eap.unavailable' 'nobody listens at 10.0.1.254:1812'
}

# The only server is at the wrong port; a reload mends that, without a restart.
other_servers() {
    radius_gate "" $'no radius server 10.0.1.254\n      radius server 10.0.1.254 key '"$secret port 1899"
    client eap-mschapv2
    refused 'reason=eap.unavailable' 'nobody listens at 10.0.1.254:1899'
    sed -i 's/ port 1899/ port 1812/' "$work/gate-a.conf"
    kill -HUP "$(pid gate-a)"
    within 5 "the configuration is read again" grep -q "event=reloaded" "$(log gate-a)"
    up
    [ "$(metric a '^xfrmgate_radius_accepts_total.*:1812')" -eq 1 ] || fail "the new server did not answer"
    ! inside a curl -s -m 10 http://127.0.0.1:9464/metrics | grep -q ':1899' || fail "the metrics know the old server"
}

# The chapter's sample for femtocells. Added: the RADIUS server and the gateway's certificate, which it leaves to other chapters.
femto_sample() {
    local dir=$scratch/radius before
    sed "s/bind address 10.0.0.1/bind address 10.0.1.1/
        0,/^configure/s|^configure|&\ncertificate name cert pem url file://$dir/a.crt private-key pem url file://$dir/a.key|
        0,/^context vpn/s|^context vpn|&\nradius server 10.0.1.254 key $secret|
        s/authentication eap-profile eap1/&\nauthentication local certificate\ncertificate cert/" "$lib/../samples/femto-eap.cfg" | gate a
    swan_settings="install_virtual_ip_on = out"
    client eap-mschapv2 peer_id="O=lab, CN=a" ike=aes128-sha256-modp2048 esp=aes128-sha256 local_ts= remote_ts=10.1.0.0/24 extra="vips = 0.0.0.0"
    swan_up b t
    within 3 "the tunnel is up" has_sas a 2
    before=$(packets a)
    pings b 10.9.0.1 10.1.0.1
    [ $(($(packets a) - before)) -ge 10 ] || fail "the states counted $(($(packets a) - before)) packets for 5 pings"
}

scenario mschapv2 mschapv2
scenario identity identity
scenario eap-only eap_only
scenario terminated-md5 terminated
scenario calling calling
scenario wrong-password wrong_password
scenario femto-sample femto_sample
scenario reload-servers other_servers
scenario failover failover # the last, as FreeRADIUS is stopped for good
