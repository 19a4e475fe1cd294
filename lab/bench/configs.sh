# shellcheck shell=bash
# What the two responders and the generator are configured with: the same algorithms, one template for everybody, one secret.

BENCH_CASES=(x25519 p256-gcm modp2048 certificates)

# proposal CASE: as charon writes it.
proposal() {
    case $1 in
    x25519 | certificates) echo aes128-sha256-x25519 ;;
    p256-gcm) echo aes128gcm16-prfsha256-ecp256 ;;
    modp2048) echo aes256-sha256-modp2048 ;;
    *) return 1 ;;
    esac
}

transform_sets() {
    local encryption hmac='hmac sha2-256-128' group esp
    case $1 in
    x25519 | certificates) encryption=aes-cbc-128 group=31 ;;
    p256-gcm) encryption=aes-128-gcm-128 hmac='' group=19 ;;
    modp2048) encryption=aes-cbc-256 group=14 ;;
    esac
    cat <<EOF
    ikev2-ikesa transform-set ike
      encryption $encryption
      $hmac
      prf sha2-256
      group $group
    exit
    ipsec transform-set esp
      encryption aes-cbc-128
      hmac sha2-256-128
    exit
EOF
}

# certificate_names CASE srv/srv|peer: our certificate and the authority's, of BenchCertificates in $work.
certificate_names() {
    [ "$1" = certificates ] || return 0
    cat <<EOF
  certificate name own pem url "file://$work/$2.pem" private-key pem url "file://$work/${2#*/}.key"
  ca-certificate name authority pem url "file://$work/ca.pem"
EOF
}

# authentication CASE IDENTITY: of both ends; the identity is for secrets alone.
authentication() {
    if [ "$1" = certificates ]; then
        cat <<EOF
      authentication local certificate
      authentication remote certificate
      certificate own
      ca-certificate list ca-cert-name authority
      revocation-check off
EOF
    else
        cat <<EOF
      authentication local pre-shared-key key "bench"
      authentication remote pre-shared-key key "bench"
      identity local id-type fqdn id $2
EOF
    fi
}

# responder_config CASE SHARDS: at $ADDRESS, if not 10.99.0.1.
responder_config() {
    cat <<EOF
configure
  gateway
    shards $2
    ${METRICS-no metrics}
    no control
    log level warn
    ${LIMITS-limits cookie-threshold 100000 half-open 100000 half-open-per-source 100000}
  exit
$(certificate_names "$1" srv/srv)
  context bench
$(transform_sets "$1")
    crypto template anybody ikev2-dynamic
$(authentication "$1" srv.strongswan.org)
      ikev2-ikesa transform-set list ike
      ikev2-ikesa rekey
      no keepalive
      payload any match childsa match ipv4
        ipsec transform-set list esp
        rekey
        tsr start-address any end-address any
        tsi start-address any end-address any
      exit
    exit
    wsg-service gw
      bind address ${ADDRESS:-10.99.0.1} crypto-template anybody
    exit
  exit
end
EOF
}

# For $PERSISTENCE: growing intervals, as RFC 7296 section 2.1 demands, of 1, 2, 4, 8, 16 and 16 seconds.
# shellcheck disable=SC2034 # for those who source this
GROWING='      ikev2-ikesa retransmission-timeout 1000 exponential
      ikev2-ikesa max-retransmissions 6'

# generator_config CASE [ADDRESS [NAME]]: NAME keeps the identities of two generators apart; $PERSISTENCE is how they repeat what is not answered, if not as StarOS does.
generator_config() {
    cat <<EOF
configure
$(certificate_names "$1" peer)
  context bench
$(transform_sets "$1")
    ip access-list all
      permit ip host ${2:-10.99.0.2} host ${ADDRESS:-10.99.0.1}
    exit
    crypto map target ikev2-ipv4
      match address all
      peer ${ADDRESS:-10.99.0.1}
      local-address ${2:-10.99.0.2}
$(authentication "$1" "${3:-}strongswan.org")
      ikev2-ikesa transform-set list ike
${PERSISTENCE-}
      no keepalive
      payload site match ipv4
        ipsec transform-set list esp
        rekey
      exit
    exit
  exit
end
EOF
}

# shellcheck disable=SC2034 # for those who source this
CHARON_UNLIMITED='  dos_protection = no
  block_threshold = 0
  cookie_threshold = 0
  init_limit_half_open = 0
  init_limit_job_load = 0'

# charon_config CASE: with $CHARON_LIMITS, if not without any; tuned as its best measured set-up. Its own symmetric ciphers before OpenSSL's; no vici, whose messages cost.
charon_config() {
    cat <<EOF
charon {
  load = random nonce sha2 sha1 hmac kdf $([ "$1" = modp2048 ] && echo gmp) openssl aesni aes gcm pem pkcs1 pkcs8 x509 pubkey constraints curve25519 load-tester kernel-netlink socket-default
  threads = 16
  ikesa_table_size = 65536
  ikesa_table_segments = 1024
  reuse_ikesa = no
${CHARON_LIMITS-$CHARON_UNLIMITED}
  install_routes = no
  filelog {
    stderr {
      path = stderr
      default = -1
    }
  }
  plugins {
    load-tester {
      enable = yes
      fake_kernel = yes
      version = 2
      digest = sha256
      proposal = $(proposal "$1")
      esp = aes128-sha256
$(if [ "$1" = certificates ]; then
        printf '      %s\n' 'initiator_auth = pubkey' 'responder_auth = pubkey' \
            "issuer_cert = $work/ca.pem" "issuer_key = $work/srv.key" "ca_dir = $work/srv"
    else
        printf '      %s\n' 'initiator_auth = psk' 'responder_auth = psk' 'preshared_key = bench' 'initiator_match = *'
    fi)
      initiators = 0
      # peers of any address ask for that of their configuration
      responder_tsi = 0.0.0.0/0
      # where it takes calls; 127.0.0.1 by default
      responder = 10.99.0.1
    }
  }
}
libstrongswan {
  dh_exponent_ansi_x9_42 = no
}
EOF
}
