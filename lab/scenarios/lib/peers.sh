# The daemons: xfrmgate, and strongSwan as the independent peer.

# ready GATE: its sockets are open and its traps installed.
ready() {
    running "$1" || fail "$1 ended at start: $(tail -n 3 "$(log "$1")")"
    [[ "$(<"$(log "$1")")" = *event=ready* ]]
}

# strongswan NS: starts charon in NS with the swanctl.conf on stdin. Its settings: $swan_settings, more lines for charon-systemd, and
# $swan_plugins, more for its plugins, which come with the plugin that takes name servers; $swan_load, names of more plugins.
strongswan() {
    local ns=$1 plugins
    plugins="nonce random openssl aes md5 sha1 sha2 hmac kdf gcm ccm ctr cmac xcbc chapoly curve25519 gmp pem pkcs1 pkcs8 pubkey x509"
    cat >"$work/$ns.swanctl.conf"
    cat >"$work/$ns.strongswan.conf" <<EOF
charon-systemd {
  load_modular = no
  load = $plugins constraints kernel-netlink socket-default vici counters ${swan_plugins:+resolve} ${swan_load:-}
  # a scenario is to see its failure, not wait for patience to end
  retransmit_timeout = 1.0
  retransmit_base = 1.5
  retransmit_tries = 4
  # for how long an old inbound state stays
  delete_rekeyed_delay = 1
  ${swan_settings:-}
  plugins {
    vici {
      socket = unix://$scratch/$ns.vici
    }
    ${swan_plugins:-}
  }
  filelog {
    stderr {
      default = 1
      ike = 2
      cfg = 2
      time_format = %H:%M:%S
      flush_line = yes
    }
  }
}
swanctl {
  load = pem pkcs1 pkcs8 x509 pubkey openssl random
  socket = unix://$scratch/$ns.vici
}
EOF
    rm -f "$scratch/$ns.vici"
    start "charon-$ns" env STRONGSWAN_CONF="$work/$ns.strongswan.conf" ip netns exec "$ns" charon-systemd
    echo "$work" >"$scratch/$ns.swan"
    within 5 "charon in $ns opens its control socket" [ -S "$scratch/$ns.vici" ]
    swan_loads "$ns"
}
swan_loads() {
    running "charon-$1" || fail "charon-$1 ended at start: $(tail -n 3 "$(log "charon-$1")")"
    swan "$1" --load-all --file "$work/$1.swanctl.conf" >"$work/$1.load" 2>&1 ||
        fail "swanctl does not load $1.swanctl.conf: $(grep -v "^opening directory" "$work/$1.load" | tr '\n' ' ')"
}

# swan NS COMMAND...: swanctl against the charon in NS. Certificates and keys are in $work/x509, x509ca and private.
swan() {
    local ns=$1 command=$2
    shift 2
    STRONGSWAN_CONF="$(<"$scratch/$ns.swan")/$ns.strongswan.conf" timeout $((15 * LAB_SLOWNESS)) \
        swanctl "$command" --uri "unix://$scratch/$ns.vici" "$@"
}
# swan_up NS CHILD: negotiates it now; fails with charon's words when it does not come up.
swan_up() {
    swan "$1" --initiate --child "$2" --timeout $((8 * LAB_SLOWNESS)) >"$work/$1.initiate" 2>"$work/$1.initiate.error" ||
        fail "strongSwan: $(grep -vE 'parsed|generating|sending|received packet' "$work/$1.initiate" | tail -n 2)"
}
# swan_established NS N: N established IKE SAs.
swan_established() { [ "$(swan "$1" --list-sas | grep -c ESTABLISHED)" -eq "$2" ]; }

# libreswan NS [LINE]: starts its daemon in NS, with a connection t like that of swan_conf; more lines of it.
libreswan() {
    local id peer_id local remote local_ts remote_ts acl family
    local ns=$1 dir=$work/$1.libreswan programs
    ends "$ns"
    programs=$(lsw_programs)
    [ -x "$programs/pluto" ] || fail "libreswan is not in lab/target/peers; scripts/setup fetches it"
    mkdir "$dir" "$scratch/$ns.pluto"
    certutil -N -d "sql:$dir" --empty-password || fail "certutil makes no key store"
    cat >"$dir/ipsec.conf" <<EOF
config setup
  dumpdir=$dir
conn t
  left=$local
  leftid=@$id
  leftsubnet=$local_ts
  leftupdown=%disabled
  right=$remote
  rightid=@$peer_id
  rightsubnet=$remote_ts
  authby=secret
  ikev2=insist
  ike=aes_gcm128-sha2_256-dh19
  esp=aes_gcm128-null
  pfs=no
  ${2:-}
EOF
    printf '@%s @%s : PSK "%s"\n' "$id" "$peer_id" "$secret" >"$dir/ipsec.secrets"
    # It looks for its helper in /usr/libexec; "ip netns exec" has mounts of its own.
    start "pluto-$ns" ip netns exec "$ns" bash -c 'mount --bind "${1%/ipsec}" /usr/libexec && exec "$1/pluto" "${@:2}"' - "$programs" \
        --nofork --stderrlog --config "$dir/ipsec.conf" --secretsfile "$dir/ipsec.secrets" --nssdir "$dir" \
        --rundir "$scratch/$ns.pluto" --no-dnssec
    within 8 "libreswan in $ns opens its control socket" [ -S "$scratch/$ns.pluto/pluto.ctl" ]
    lsw "$ns" --listen >"$work/$ns.listen" 2>&1 || fail "libreswan does not listen: $(tail -n 2 "$work/$ns.listen")"
    ip netns exec "$ns" "$programs/addconn" --config "$dir/ipsec.conf" --ctlsocket "$scratch/$ns.pluto/pluto.ctl" t >"$work/$ns.load" 2>&1 ||
        fail "libreswan does not load its connection: $(tail -n 2 "$work/$ns.load")"
}
lsw_programs() { realpath -m "$lib/../../target/peers/libreswan/usr/libexec/ipsec"; }
# lsw NS OPTION...: libreswan's whack against the daemon in NS.
lsw() { timeout $((15 * LAB_SLOWNESS)) "$(lsw_programs)/whack" --rundir "$scratch/$1.pluto" "${@:2}"; }

# gate NS: starts xfrmgate in NS with the configuration on stdin, and waits until it serves IKE.
gate() {
    local ns=$1
    cat >"$work/gate-$ns.conf"
    gate_again "$ns" "$work/gate-$ns.conf"
}
# gate_again NS FILE: starts it with a configuration that is there already.
gate_again() {
    start "gate-$1" env XFRMGATE_JAVA_OPTS="-XX:TieredStopAtLevel=1 -Xmx128m" \
        ip netns exec "$1" "$XFRMGATE" run --config "$2" --control "$scratch/$1.control"
    within 10 "xfrmgate in $1 is ready" ready "gate-$1"
}
# outcomes NS: how often the daemon read its configuration again, well or not.
outcomes() { grep -cE 'event=(reloaded|reload-failed)' "$(log "gate-$1")" || true; }
has_more_outcomes() { [ "$(outcomes "$1")" -gt "$2" ]; }
# reload NS FILE: another file in place of the daemon's, and SIGHUP. reload_well demands that it is taken.
reload() {
    local before
    before=$(outcomes "$1")
    cp "$2" "$work/gate-$1.conf"
    kill -HUP "$(pid "gate-$1")"
    within 5 "xfrmgate in $1 reads its configuration again" has_more_outcomes "$1" "$before"
}
reload_well() {
    reload "$@"
    [[ "$(grep -E 'event=(reloaded|reload-failed)' "$(log "gate-$1")" | tail -n 1)" = *event=reloaded* ]] ||
        fail "the configuration was not taken: $(tail -n 5 "$(log "gate-$1")")"
}

# gate_ctl NS COMMAND...: our own command line against the daemon in NS.
gate_ctl() {
    XFRMGATE_CONTROL="$scratch/$1.control" XFRMGATE_JAVA_OPTS="-XX:TieredStopAtLevel=1 -Xmx64m" \
        timeout $((20 * LAB_SLOWNESS)) "$XFRMGATE" "${@:2}"
}
# audited NS: the daemon and its kernel have the same.
audited() {
    local said
    said=$(gate_ctl "$1" audit 2>&1) || fail "the daemon and the kernel of $1 differ: $said"
}
# gate_vici NS COMMAND...: strongSwan's swanctl, unmodified, against the daemon in NS.
gate_vici() {
    local ns=$1 command=$2
    shift 2
    echo "swanctl { load = pem pkcs1 x509 pubkey openssl random }" >"$work/swanctl-only.conf"
    STRONGSWAN_CONF="$work/swanctl-only.conf" timeout $((20 * LAB_SLOWNESS)) \
        swanctl "$command" --uri "unix://$scratch/$ns.control" "$@"
}

# meet ROLE GATE-WORDS -- SWAN-WORDS: brings the tunnel up, started by xfrmgate (initiator) or by strongSwan (responder).
meet() {
    local role=$1 mode=tunnel gate_words=()
    shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        [ "$1" != transport ] && gate_words+=("$1") || mode=transport
        shift
    done
    [ $# -eq 0 ] || shift
    if [ "$role" = initiator ]; then
        swan_conf b mode=$mode "$@" | strongswan b
        { sets $mode && gate_map a "${gate_words[@]}"; } | gate_conf | gate a
    else
        { sets $mode && gate_template a "${gate_words[@]}"; } | gate_conf | gate a
        swan_conf b mode=$mode "$@" | strongswan b
        swan_up b t
    fi
    within 8 "the tunnel is up at xfrmgate" has_sas a 2
    within 3 "the tunnel is up at strongSwan" has_sas b 2
}

# metric NS PATTERN: the sum of the samples that match, of the gateway and of its tunnels, 0 if none.
metric() {
    inside "$1" curl -s -m 10 http://127.0.0.1:9464/metrics http://127.0.0.1:9464/metrics/sa | awk -v pattern="$2" '$0 !~ /^#/ && $0 ~ pattern { n += $NF } END { printf "%d\n", n }'
}

# web_server DIRECTORY LISTEN: serves it in the namespace wan, as the process http; each request is a line of http.log.
web_server() {
    cat >"$scratch/nginx.conf" <<EOF
daemon off;
master_process off;
user root;
pid $scratch/nginx.id;
error_log stderr notice;
events {}
http {
  access_log $scratch/http.log;
  server {
    listen $2;
    root $1;
  }
}
EOF
    : >"$scratch/http.log"
    start http ip netns exec wan nginx -e stderr -c "$scratch/nginx.conf"
}
