# What the kernel says: states, policies and their counters; and traffic that must get through.

# sas NS: how many complete ESP states (larval ones have no keys yet).
sas() { ip -n "$1" xfrm state | awk '/^\t(aead|enc) / { n++ } END { print n + 0 }'; }
has_sas() { [ "$(sas "$1")" -eq "$2" ]; }
has_some_sas() { [ "$(sas "$1")" -ge "$2" ]; }

# packets NS SRC DST, octets NS SRC DST: through all states from SRC to DST ("any" is every address).
packets() { used "$@" | { read -r _ n && echo "$n"; }; }
octets() { used "$@" | { read -r n _ && echo "$n"; }; }
used() {
    ip -n "$1" -s xfrm state | awk -v src="$2" -v dst="$3" '
        /^src/ { hit = (src == "any" || $2 == src) && (dst == "any" || $4 == dst) }
        /lifetime current:/ { getline; if (hit) { octets += $1; packets += $2 } }
        END { print octets + 0, packets + 0 }'
}

# policies NS: how many, not counting those of single sockets.
policies() { ip -n "$1" xfrm policy list nosock | awk '/^src/ { n++ } END { print n + 0 }'; }
has_policies() { [ "$(policies "$1")" -eq "$2" ]; }

# spis NS SRC DST: of the complete states, one a line.
spis() {
    ip -n "$1" xfrm state | awk -v src="$2" -v dst="$3" '
        /^src/ { hit = $2 == src && $4 == dst }
        /proto esp spi/ { spi = $4 }
        /^\t(aead|enc) / { if (hit) print spi }'
}

# pings NS FROM TO [COUNT]: every one of them is to be answered.
pings() {
    local count=${4:-5}
    inside "$1" ping -n -q -c "$count" -i 0.05 -W $((2 * LAB_SLOWNESS)) -I "$2" "$3" >"$work/ping" 2>&1 || true
    grep received "$work/ping" || { cat "$work/ping"; fail "ping from $2 to $3 in $1 did not run"; }
    grep -q " $count received" "$work/ping" || fail "pings from $2 to $3: $(grep received "$work/ping")"
}

# stream NAME NS FROM TO: a ping each 20 ms until "no_loss NAME", which stops it and fails if a single one was lost.
stream() { start "$1" ip netns exec "$2" ping -n -q -i 0.02 -I "$3" "$4"; }
no_loss() {
    nap 0.5
    kill -INT "$(pid "$1")"
    within 5 "$1 ends" ended "$1"
    rm -f "$scratch/$1.pid"
    local summary sent received
    summary=$(grep received "$(log "$1")") || fail "$1 did not run: $(tail -n 1 "$(log "$1")")"
    say "$1: $summary"
    read -r sent _ _ received _ <<<"$summary"
    [ "$sent" -ge 25 ] || fail "$1 sent only $sent"
    [ "$sent" = "$received" ] || fail "$1: $summary"
}

# protected NS SRC DST COUNT: at least COUNT packets went through states from SRC to DST, and none in clear across the wan.
protected() {
    local n clear
    n=$(packets "$1" "$2" "$3")
    [ "$n" -ge "$4" ] || fail "the states from $2 to $3 in $1 counted $n packets, not $4"
    clear=$(crossed clear)
    [ "$clear" -eq 0 ] || fail "$clear packets crossed the wan in clear"
}

# tunnel_works FROM TO [COUNT]: pings from a to b through the tunnel between the inner addresses, in both directions' states.
tunnel_works() {
    local from=${1:-10.1.0.1} to=${2:-10.2.0.1} count=${3:-5} before
    before=$(crossed_protected)
    pings a "$from" "$to" "$count"
    [ $(($(crossed_protected) - before)) -ge $((2 * count)) ] || fail "the wan saw too few ESP packets for $count pings"
    [ "$(crossed clear)" -eq 0 ] || fail "packets crossed the wan in clear"
}
crossed_protected() { echo $(($(crossed esp) + $(crossed encapsulated))); }
