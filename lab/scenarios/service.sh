# The Debian package, and its service under a real systemd. The service runs in namespace a, by a drop-in.
# needs systemd

fixture() {
    topology hosts
    rm -f /usr/sbin/policy-rc.d # here, in the guest alone: a container's image may forbid to start services
    dpkg --install "$LAB_DEB" >"$work/install" 2>&1 || fail "dpkg: $(tail -n 3 "$work/install" | tr '\n' ' ')"
    systemctl stop xfrmgate
    mkdir -p /etc/systemd/system/xfrmgate.service.d
    # User-mode Linux is slow to start a process; the watchdog is quick so that its scenario is.
    cat >/etc/systemd/system/xfrmgate.service.d/lab.conf <<EOF
[Service]
NetworkNamespacePath=/run/netns/a
WatchdogSec=12
TimeoutStartSec=120
Environment="XFRMGATE_JAVA_OPTS=-XX:TieredStopAtLevel=1 -Xmx128m"
EOF
    systemctl daemon-reload
    swan_conf b child="start_action = trap
        dpd_action = trap" extra="dpd_delay = 2s" | strongswan b
}

# serve [NAME=VALUE...]: the service starts with a template that strongSwan in b calls.
configure() { { sets && gate_template a "$@"; } | gate_conf >/etc/xfrmgate/xfrmgate.cfg; }
serve() {
    configure "$@"
    systemctl restart xfrmgate || fail "systemctl restart: $(journal | tail -n 3 | tr '\n' ' ')"
}
journal() { journalctl -u xfrmgate -o cat --no-pager -n "${1:-200}"; }
main_pid() { systemctl show -p MainPID --value xfrmgate; }
is() { [ "$(systemctl show -p "$1" --value xfrmgate)" = "$2" ]; }
calls() {
    swan_up b t
    within 8 "the tunnel is up at xfrmgate" has_sas a 2
}
leave() {
    swan b --terminate --ike t >/dev/null 2>&1 || true
    systemctl stop xfrmgate
    gone a || fail "the stopped service left states or policies in the kernel"
    told_no_secret
}
told_no_secret() { ! journal 2000 | grep -q "$secret" || fail "the secret is in the journal"; }

installed() {
    getent passwd xfrmgate >/dev/null || fail "there is no user xfrmgate"
    has '^640 root xfrmgate' stat -c '%a %U %G' /etc/xfrmgate/xfrmgate.cfg ||
        fail "mode of the configuration: $(stat -c '%a %U %G' /etc/xfrmgate/xfrmgate.cfg)"
    has enabled systemctl is-enabled xfrmgate || fail "the unit is not enabled"
    [ -f /usr/lib/xfrmgate/lib/xfrmgate.aot ] || fail "the installation made no AOT cache"
    has "^.TH XFRMGATE 8" zcat /usr/share/man/man8/xfrmgate.8.gz || fail "there is no manual page"
    has "complete -F" cat /usr/share/bash-completion/completions/xfrmgate || fail "there is no bash completion"
    xfrmgate version || fail "the command line does not run"
    has "ECDSA by Amazon.*, X25519 by Conscrypt" xfrmgate self-test -n 1 || fail "a native library does not load"
    xfrmgate check /etc/xfrmgate/xfrmgate.cfg || fail "the configuration that comes with the package has errors"
    has components cat /usr/share/doc/xfrmgate/sbom.json || fail "there is no SBOM"
    [ -z "$(dpkg --verify xfrmgate)" ] || fail "dpkg --verify: $(dpkg --verify xfrmgate)"
}

starts() {
    serve
    is ActiveState active || fail "the unit is $(systemctl is-active xfrmgate)"
    for library in libamazonCorretto libconscrypt; do
        has "/usr/lib/xfrmgate/lib/native/$library" cat "/proc/$(main_pid)/maps" || fail "the service has not loaded $library"
    done
    is Type notify || fail "the unit is not of type notify"
    has 'templates and maps' systemctl show -p StatusText xfrmgate || fail "systemctl status does not tell the daemon's words"
    [ "$(ps -o user= -p "$(main_pid)")" = xfrmgate ] || fail "it runs as $(ps -o user= -p "$(main_pid)")"
    has 'CapEff:\s*0*1400$' cat "/proc/$(main_pid)/status" || fail "its capabilities: $(grep CapEff "/proc/$(main_pid)/status")"
    has 'Max core file size +0 ' cat "/proc/$(main_pid)/limits" || fail "it may leave a core file"
    [ "$(stat -c '%a %G' /run/xfrmgate/control.sock)" = "660 xfrmgate" ] || fail "the control socket: $(stat -c '%a %G' /run/xfrmgate/control.sock)"
    if journal | grep -E 'event=control-[a-z-]+-(not-set|failed|missing)'; then fail "the unit keeps the daemon from something that it wants"; fi
    [ "$(inside a curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:9464/healthz)" = 200 ] || fail "it is not healthy"
    calls
    tunnel_works
    leave
}

exposure() {
    local score
    score=$(systemd-analyze security --no-pager xfrmgate.service |
        sed -n 's/.*exposure level for xfrmgate.service: \([0-9.]*\).*/\1/p')
    say "exposure $score"
    [ "${score/./}" -le 15 ] || fail "systemd-analyze security: $score, not at most 1.5"
}

reloads() {
    serve
    calls
    local before
    before=$(spis a)
    stream traffic a 10.1.0.1 10.2.0.1
    configure extra="keepalive interval 60 timeout 5 num-retry 3"
    systemctl reload xfrmgate || fail "systemctl reload: $(journal | tail -n 3 | tr '\n' ' ')"
    is ActiveState active || fail "after the reload the unit is $(systemctl is-active xfrmgate)"
    echo "nonsense" >>/etc/xfrmgate/xfrmgate.cfg
    if systemctl reload xfrmgate; then fail "a reload of a configuration with an error did not fail"; fi
    journal | grep -q nonsense || fail "the journal does not tell what is wrong with the configuration"
    no_loss traffic
    [ "$(spis a)" = "$before" ] || fail "the tunnel did not stay"
    leave
}

watchdog() {
    serve
    local stopped
    stopped=$(main_pid)
    kill -STOP "$stopped"
    within 10 "systemd's watchdog replaces a daemon that stands still" replaced "$stopped"
    journal | grep -qi watchdog || fail "the journal does not name the watchdog"
    leave
}
replaced() {
    local now
    now=$(main_pid)
    [ "$now" -ne 0 ] && [ "$now" -ne "$1" ] && is ActiveState active
}

killed() {
    serve
    calls
    local before
    before=$(main_pid)
    kill -KILL "$before"
    within 10 "systemd starts it again" replaced "$before"
    has_sas a 0 || fail "what the killed daemon left in the kernel is still there"
    # strongSwan notices by itself, and calls again with the next packet.
    within 20 "the tunnel is up again" answered
    leave
}
answered() { inside b ping -n -q -c 1 -W 2 -I 10.2.0.1 10.1.0.1 >/dev/null && has_sas a 2; }

upgraded() {
    serve
    local before
    before=$(main_pid)
    echo "# the operator's own line" >>/etc/xfrmgate/xfrmgate.cfg
    dpkg --install "$LAB_DEB" >"$work/upgrade" 2>&1 || fail "dpkg: $(tail -n 3 "$work/upgrade" | tr '\n' ' ')"
    within 5 "the new version runs" replaced "$before"
    has "operator's own line" cat /etc/xfrmgate/xfrmgate.cfg || fail "the upgrade lost the operator's configuration"
    leave
}

# The last one: nothing of the package is left.
purged() {
    serve
    calls
    dpkg --purge xfrmgate >"$work/purge" 2>&1 || fail "dpkg: $(tail -n 3 "$work/purge" | tr '\n' ' ')"
    gone a || fail "states or policies are left in the kernel"
    local left
    for left in /etc/xfrmgate /usr/lib/xfrmgate /var/lib/xfrmgate /lib/systemd/system/xfrmgate.service /usr/bin/xfrmgate; do
        [ ! -e "$left" ] || fail "$left is left"
    done
    if systemctl cat xfrmgate >/dev/null 2>&1; then fail "systemd still knows the unit"; fi
}

scenario package-is-installed installed
scenario service-starts-and-protects-traffic starts
scenario service-exposure exposure
scenario service-reloads-under-traffic reloads
scenario service-watchdog watchdog
scenario service-killed-comes-back killed
scenario package-upgraded upgraded
scenario package-purged purged
