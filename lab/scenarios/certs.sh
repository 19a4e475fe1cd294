# Certificates: xfrmgate (a) and strongSwan (b), in both roles.

fixture() {
    topology more=1
    pki=$scratch/pki
    mkdir "$pki"
    cat >"$pki/openssl.cnf" <<'EOF'
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[sub]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[end]
basicConstraints = CA:FALSE
keyUsage = digitalSignature
subjectAltName = DNS:$ENV::NAME
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
EOF
    make ca ca ca "" p256
    make other other ca "" p256
    make sub sub sub ca rsa
    local kind
    for kind in rsa p256 p384 ed25519; do
        make a-$kind a end ca $kind
        make b-$kind b end ca $kind
    done
    make a-sub a end sub rsa
    make b-sub b end sub rsa
    make b-other b end other p256
    cat "$pki/sub.crt" >>"$pki/a-sub.crt"
}

# make FILE NAME SECTION ISSUER KIND: a key and a certificate, self-signed if there is no issuer.
make() {
    local key=()
    case $5 in
    rsa) key=(-newkey rsa:2048) ;;
    p256) key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256) ;;
    p384) key=(-newkey ec -pkeyopt ec_paramgen_curve:P-384) ;;
    ed25519) key=(-newkey ed25519) ;;
    esac
    [ ! "$4" ] || key+=(-CA "$pki/$4.crt" -CAkey "$pki/$4.key")
    NAME=$2 openssl req -x509 -config "$pki/openssl.cnf" -extensions "$3" "${key[@]}" -nodes -days 30 \
        -subj "/O=lab/CN=$2" -keyout "$pki/$1.key" -out "$pki/$1.crt" 2>"$pki/$1.log" || fail "openssl: $(<"$pki/$1.log")"
}

# gate_has FILE [AUTHORITY]: xfrmgate's certificate, and whom it trusts.
gate_has() {
    pki=$scratch/pki
    certificates="certificate name mine pem url file://$pki/$1.crt private-key pem url file://$pki/$1.key
  ca-certificate name roots pem url file://$pki/${2:-ca}.crt"
}
# swan_has FILE [MORE-AUTHORITIES...]: strongSwan's certificate, and the authorities that it knows beside ca.
swan_has() {
    local dir=$work authority
    mkdir -p "$dir/x509" "$dir/x509ca" "$dir/private"
    cp "$pki/$1.crt" "$dir/x509/mine.crt"
    cp "$pki/$1.key" "$dir/private/mine.key"
    for authority in ca "${@:2}"; do cp "$pki/$authority.crt" "$dir/x509ca/"; done
}
gate_words=(local_auth=certificate remote_auth=certificate extra=$'certificate mine\n      ca-certificate list ca-cert-name roots')
swan_words=(local_auth=pubkey remote_auth=pubkey "local_more=certs = mine.crt" "remote_more=cacerts = ca.crt")

# signed METHOD: strongSwan believed xfrmgate because of a signature like that.
signed() {
    grep -qE "authentication of 'a' with $1.* successful" "$(log charon-b)" ||
        fail "strongSwan saw another signature: $(grep -m1 "authentication of 'a'" "$(log charon-b)")"
}

both() { # ROLE KIND SIGNATURE [GATE-WORD...]
    gate_has "a-$2"
    swan_has "b-$2"
    meet "$1" "${gate_words[@]}" "${@:4}" -- "${swan_words[@]}"
    signed "$3"
    tunnel_works
}

pss() { # ROLE
    swan_settings="rsa_pss = yes"
    both "$1" rsa RSA_EMSA_PSS_SHA2_256
}
# Old peers know neither the notification nor the method of RFC 7427.
classic() { # ROLE KIND SIGNATURE
    swan_settings="signature_authentication = no"
    both "$@"
}
pkcs1() { # ROLE
    gate_has a-rsa
    swan_has b-rsa
    local words=("${gate_words[@]}")
    words[2]+=$'\n      ikev2-ikesa cert-sign pkcs1.5'
    meet "$1" "${words[@]}" -- "${swan_words[@]}"
    signed RSA_EMSA_PKCS1_SHA2_256
    tunnel_works
}

# Each side sends the intermediate certificate, and has only the root. In fragments, because it is long.
chain() { # ROLE
    gate_has a-sub
    swan_has b-sub sub
    swan_settings="fragment_size = 576"
    local words=("${gate_words[@]}")
    words[2]+=$'\n      ikev2-ikesa fragmentation mtu 576'
    meet "$1" "${words[@]}" -- "${swan_words[@]}"
    tunnel_works
    [ "$(metric a ^xfrmgate_ike_fragmented_messages_sent_total)" -ge 1 ] || fail "xfrmgate sent no fragments"
}

# Our key stays encrypted on the disk; its passphrase is in the configuration, sealed.
encrypted_key() { # PKCS8|old
    gate_has a-rsa
    swan_has b-rsa
    case $1 in
    pkcs8) openssl pkcs8 -topk8 -v2 aes-256-cbc -passout pass:"$passphrase" -in "$pki/a-rsa.key" -out "$work/a.key" ;;
    old) openssl rsa -traditional -aes256 -passout pass:"$passphrase" -in "$pki/a-rsa.key" -out "$work/a.key" 2>"$work/openssl.log" ;;
    esac
    grep -q ENCRYPTED "$work/a.key" || fail "the key is not encrypted"
    openssl rand -base64 32 >"$work/seal.key"
    certificates=${certificates/"$pki/a-rsa.key"/"$work/a.key"}
    # Without the passphrase check says what to do.
    { sets && gate_map a "${gate_words[@]}"; } | gate_conf >"$work/without.cfg"
    if "$XFRMGATE" check "$work/without.cfg" >"$work/without.check" 2>&1; then fail "check takes a key without its passphrase"; fi
    grep -q "write passphrase PASSPHRASE" "$work/without.check" || fail "check says: $(<"$work/without.check")"
    local sealed
    sealed=$(printf %s "$passphrase" | "$XFRMGATE" seal --key-file "$work/seal.key") || fail "xfrmgate seal failed"
    certificates=${certificates/"$work/a.key"/"$work/a.key encrypted passphrase $sealed"}
    swan_conf b "${swan_words[@]}" | strongswan b
    { sets && gate_map a "${gate_words[@]}"; } | gate_conf "secret-key file $work/seal.key" | gate a
    within 8 "the tunnel is up" has_sas a 2
    tunnel_works
    ! grep -q "$passphrase" "$(log gate-a)" || fail "the passphrase is in the log"
}
passphrase="correct horse"

# Neither sends its certificate: each names it by hash and URL, and the other fetches it from a web server.
hash_and_url() { # ROLE
    local hash www=$scratch/www
    gate_has a-p256
    swan_has b-p256
    mkdir -p "$www"
    openssl x509 -in "$pki/a-p256.crt" -outform DER -out "$www/gate.cer"
    openssl x509 -in "$pki/b-p256.crt" -outform DER -out "$work/b.der"
    hash=$(sha1sum "$work/b.der")
    hash=${hash%% *}
    cp "$work/b.der" "$www/$hash"
    web_server "$www" 80
    within 5 "the web server answers" inside a curl -sf -m 5 -o /dev/null http://10.0.1.254/gate.cer
    swan_settings="hash_and_url = yes"
    swan_load=curl
    local words=("${gate_words[@]}")
    words[2]=extra=$'certificate mine hash-and-url http://10.0.2.254/gate.cer\n      ca-certificate list ca-cert-name roots\n      allow-cert-enc cert-hash-url'
    { swan_conf b "${swan_words[@]}" && printf 'authorities {\n lab {\n cacert = ca.crt\n cert_uri_base = http://10.0.1.254/\n }\n}\n'; } >"$work/swan"
    if [ "$1" = initiator ]; then
        strongswan b <"$work/swan"
        { sets && gate_map a "${words[@]}"; } | gate_conf | gate a
    else
        { sets && gate_template a "${words[@]}"; } | gate_conf | gate a
        strongswan b <"$work/swan"
        swan_up b t
    fi
    within 8 "the tunnel is up" has_sas a 2
    grep -q '^10.0.2.1 .*GET /gate.cer' "$scratch/http.log" || fail "strongSwan did not fetch xfrmgate's certificate"
    grep -q "^10.0.1.1 .*GET /$hash" "$scratch/http.log" || fail "xfrmgate did not fetch strongSwan's certificate"
    tunnel_works
}

# By default the subject of the certificate is the identity.
subject() { # ROLE
    gate_has a-p256
    swan_has b-p256
    swan_conf b "${swan_words[@]}" peer_id='"O=lab, CN=a"' id='"O=lab, CN=b"' | strongswan b
    { sets && gate_map a "${gate_words[@]}" peer_id=b; } |
        sed -e '/identity local/d' -e 's/identity remote.*/identity remote id-type der-asn1-dn id "CN=b, O=lab"/' | gate_conf | gate a
    within 8 "the tunnel is up" has_sas a 2
    tunnel_works
}

mixed() { # ROLE WHO-SIGNS
    gate_has a-p256
    swan_has b-p256
    if [ "$2" = gate ]; then
        meet "$1" "${gate_words[0]}" "${gate_words[2]}" -- remote_auth=pubkey "remote_more=cacerts = ca.crt"
    else
        meet "$1" "${gate_words[1]}" "${gate_words[2]}" -- local_auth=pubkey "local_more=certs = mine.crt"
    fi
    tunnel_works
}

# logged PATTERN: xfrmgate tells why there is no tunnel, and there is none.
logged() {
    within 8 "xfrmgate logs $1" grep -qiE "$1" "$(log gate-a)"
    has_sas a 0 || fail "xfrmgate has states"
    within 3 "strongSwan has no states" has_sas b 0
}
# refused GATE-FILE SWAN-FILE ROLE PATTERN: one of them does not like the other.
refused() {
    gate_has "$1"
    swan_has "$2"
    if [ "$3" = initiator ]; then
        swan_conf b "${swan_words[@]}" | strongswan b
        { sets && gate_map a "${gate_words[@]}"; } | gate_conf | gate a
    else
        { sets && gate_template a "${gate_words[@]}"; } | gate_conf | gate a
        swan_conf b "${swan_words[@]}" | strongswan b
        if swan b --initiate --child t --timeout $((5 * LAB_SLOWNESS)) >"$work/b.initiate" 2>&1; then fail "strongSwan got its tunnel"; fi
        grep -q AUTHENTICATION_FAILED "$work/b.initiate" || fail "strongSwan was not told AUTHENTICATION_FAILED"
    fi
    logged "$4"
}
sha1_refused() { # ROLE
    swan_settings="signature_authentication = no"
    profile=3gpp-33.210
    refused a-rsa b-rsa "$1" "$2"
}

# judged CERTIFICATE AUTHORITY...: xfrmgate's templates t, always the same, and u with that certificate and authority, if told.
judged() {
    local id peer_id local remote local_ts remote_ts acl family more=
    [ $# -eq 0 ] || more="certificate name more pem url file://$pki/$1.crt private-key pem url file://$pki/$1.key
  ca-certificate name others pem url file://$pki/$2.crt"
    gate_has a-p256
    certificates+=$'\n  '$more
    {
        sets
        gate_template a "${gate_words[@]}" selectors="tsr start-address 10.1.0.0 end-address 10.1.255.255"
        [ $# -eq 0 ] || gate_template a name=u local=10.0.1.101 local_auth=certificate remote_auth=certificate \
            extra=$'certificate more\n      ca-certificate list ca-cert-name others' selectors="tsr start-address 10.1.0.0 end-address 10.1.255.255"
    } | gate_conf
}
# two_callers: strongSwan with the connections t and u.
two_callers() {
    local i connections= id peer_id local remote local_ts remote_ts name mode=tunnel extra= child=
    local ike=aes128gcm16-prfsha256-ecp256 esp=aes128gcm16
    local local_auth=pubkey remote_auth=pubkey local_more="certs = mine.crt" remote_more="cacerts = ca.crt"
    name=t local=10.0.2.1 remote=10.0.1.1 local_ts=10.2.0.1/32 remote_ts=10.1.0.1/32 id=b peer_id=a
    connections+=$(swan_connection)$'\n'
    name=u local=10.0.2.101 remote=10.0.1.101 local_ts=10.2.1.1/32 remote_ts=10.1.1.1/32
    connections+=$(swan_connection)$'\n'
    printf 'connections {\n%s}\n' "$connections" | strongswan b
}
# judges_anew WHAT FILE: a reload with FILE, under which both tunnels and the stream stay; then u ends, to come again.
judges_anew() {
    reload_well a "$2"
    [ "$(spis a 10.0.1.101 10.0.2.101)" = "$changed" ] || fail "$1 touched the tunnel u, which runs on until its next set-up"
    pings a 10.1.1.1 10.2.1.1 3
    swan b --terminate --ike u >/dev/null
    within 3 "the tunnel u is gone" has_sas a 2
    unchanged "$1"
}
unchanged() { [ "$(spis a 10.0.1.1 10.0.2.1)" = "$tunnel" ] || fail "$1 touched the tunnel t"; }
comes_up() {
    swan_up b u
    within 3 "the tunnel u is up" has_sas a 4
    changed=$(spis a 10.0.1.101 10.0.2.101)
}
by_reload() {
    local tunnel changed asked
    judged >"$work/alone"
    judged a-rsa ca >"$work/rsa"
    judged a-p384 ca >"$work/p384"
    judged a-p384 other >"$work/other"
    swan_has b-p256
    gate a <"$work/alone"
    two_callers
    swan_up b t
    within 3 "the tunnel t is up" has_sas a 2
    tunnel=$(spis a 10.0.1.1 10.0.2.1)
    stream steady a 10.1.0.1 10.2.0.1
    look && asked=$seen_ike

    reload_well a "$work/rsa"
    unchanged "a new certificate"
    look
    [ "$seen_ike" -eq "$asked" ] || fail "a new certificate made $((seen_ike - asked)) IKE packets"
    [ "$(metric a '^xfrmgate_certificate_expiry_seconds{kind="certificate",name="more"}')" -gt 0 ] || fail "the new certificate is not in /metrics"
    comes_up
    signed RSA

    judges_anew "another certificate" "$work/p384"
    comes_up
    signed ECDSA_WITH_SHA384_DER

    judges_anew "another authority" "$work/other"
    if swan b --initiate --child u --timeout $((5 * LAB_SLOWNESS)) >"$work/b.initiate" 2>&1; then fail "strongSwan got its tunnel from an authority that does not know it"; fi
    grep -q AUTHENTICATION_FAILED "$work/b.initiate" || fail "strongSwan was not told AUTHENTICATION_FAILED"
    has 'certificate.untrusted' cat "$(log gate-a)" || fail "the log does not say why"
    reload_well a "$work/p384"
    comes_up

    reload_well a "$work/alone"
    within 3 "the removed template's states are gone" has_sas a 2
    within 5 "and at strongSwan" has_sas b 2
    unchanged "the end of a certificate"
    [ "$(metric a '^xfrmgate_certificate_expiry_seconds.*"(more|others)"')" -eq 0 ] || fail "the removed certificates are in /metrics"
    no_loss steady
    tunnel_works
}

for role in initiator responder; do
    scenario $role-rsa pkcs1 $role
    scenario $role-pss pss $role
    scenario $role-p256-classic classic $role p256 ECDSA-256
    scenario $role-chain chain $role
    scenario $role-only-strongswan-signs mixed $role swan
    scenario $role-wrong-authority refused a-p256 b-other $role 'certificate.untrusted'
done
scenario initiator-p256 both initiator p256 ECDSA_WITH_SHA256_DER
scenario responder-p384 both responder p384 ECDSA_WITH_SHA384_DER
scenario responder-ed25519 both responder ed25519 ED25519
scenario initiator-only-xfrmgate-signs mixed initiator gate
scenario initiator-sha1-refused sha1_refused initiator 'no.signature.scheme'
scenario responder-sha1-refused sha1_refused responder 'sha-1'
scenario initiator-hash-and-url hash_and_url initiator
scenario responder-hash-and-url hash_and_url responder
scenario encrypted-key-pkcs8 encrypted_key pkcs8
scenario encrypted-key-old encrypted_key old
scenario subject-is-the-identity subject
scenario certificates-by-reload by_reload
