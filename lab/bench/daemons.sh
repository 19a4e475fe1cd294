# shellcheck shell=bash
# A responder in one network namespace and its generators in another, one veth pair between them, no kernel IPsec on either side.
# For scripts that have set root and work, and sourced configs.sh.

java=$("$root/scripts/jdk25")/bin/java
classes=$root/agent/target/classes:$root/agent/target/test-classes:$(cat "$root/agent/target/test.classpath")
# The daemon's own options, of agent/src/image/bin/xfrmgate.
mapfile -t options < <(sed -nE 's/^    (-XX:[^ ]+) \\$/\1/p' "$root/agent/src/image/bin/xfrmgate")
options+=(--enable-native-access=ALL-UNNAMED)
ours=xgb-r-$$ theirs=xgb-g-$$
responder=
charon=

stop() {
    if [ "$responder" ]; then
        kill "$responder" 2>/dev/null || true
        wait "$responder" 2>/dev/null || true
        responder=
    fi
}
finish() {
    stop
    ip netns del "$ours" 2>/dev/null || true
    ip netns del "$theirs" 2>/dev/null || true
}

# bench_network: makes the namespaces; all ends with the script.
bench_network() {
    trap finish EXIT
    ip netns add "$ours"
    ip netns add "$theirs"
    ip link add "v$$r" netns "$ours" type veth peer name "v$$g" netns "$theirs"
    ip -n "$ours" addr add 10.99.0.1/17 dev "v$$r"
    ip -n "$theirs" addr add 10.99.0.2/17 dev "v$$g"
    for side in "$ours:v$$r" "$theirs:v$$g"; do
        ip -n "${side%:*}" link set "${side#*:}" up
        ip -n "${side%:*}" link set lo up
    done
    # addresses of many peers
    ip -n "$theirs" route add local 10.98.0.0/16 dev lo
    ip -n "$ours" route add 10.98.0.0/16 via 10.99.0.2
}

# bench_charon: has charon ready, unless it can not be had or BENCH_CHARON=no.
bench_charon() {
    if [ "${BENCH_CHARON:-yes}" = yes ]; then
        charon=$("$root/lab/bench/charon-load-tester" "$work/charon" 2>"$work/charon-build.log") ||
            { echo "${0##*/}: no charon: see $work/charon-build.log" >&2; charon=; }
    fi
}

# start xfrmgate|charon CASE: waits until it listens.
start() {
    if [ "$1" = xfrmgate ]; then
        responder_config "$2" "${SHARDS:-1}" >"$work/responder.cfg"
        ip netns exec "$ours" "$java" "${options[@]}" -cp "$classes" io.xfrmgate.agent.load.BenchDaemon "$work/responder.cfg" \
            >"$work/responder.log" 2>&1 &
    else
        charon_config "$2" >"$work/charon.conf"
        # Its plugins and its PID file where only this process sees them.
        ip netns exec "$ours" unshare --mount bash -c '
            mount --bind "$1" /usr/lib/ipsec/plugins && mount -t tmpfs none /run && exec env STRONGSWAN_CONF="$2" "$3"' \
            charon "$work/charon/plugins" "$work/charon.conf" "$charon" >"$work/responder.log" 2>&1 &
    fi
    responder=$!
    for ((i = 0; i < 600; i++)); do
        if ip netns exec "$ours" ss -Huln 'sport = :500' | grep -qE " (${ADDRESS:-10.99.0.1}|0.0.0.0|\*):500"; then
            return
        fi
        kill -0 "$responder" || break
        sleep 0.1
    done
    echo "${0##*/}: $1 does not come up" >&2
    cat "$work/responder.log" >&2
    return 1
}

