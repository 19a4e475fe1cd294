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

# spis NS SRC DST: of the complete states, one a line ("any" is every address).
spis() {
    ip -n "$1" xfrm state | awk -v src="$2" -v dst="$3" '
        /^src/ { hit = (src == "any" || $2 == src) && (dst == "any" || $4 == dst) }
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
    local n
    n=$(packets "$1" "$2" "$3")
    [ "$n" -ge "$4" ] || fail "the states from $2 to $3 in $1 counted $n packets, not $4"
    no_cleartext
}
no_cleartext() {
    look
    [ "$seen_clear" -eq 0 ] || fail "$seen_clear packets crossed the wan in clear"
}

# tunnel_works [FROM [TO [COUNT]]]: pings from a to b between inner addresses: all are answered, a's states count them, the
# wan sees as many ESP packets (in UDP or not) and nothing in clear.
tunnel_works() {
    local from=${1:-10.1.0.1} to=${2:-10.2.0.1} count=${3:-5} octets_before packets_before octets_after packets_after before
    look
    before=$seen_protected
    read -r octets_before packets_before < <(used a any any)
    pings a "$from" "$to" "$count"
    read -r octets_after packets_after < <(used a any any)
    [ $((packets_after - packets_before)) -ge $((2 * count)) ] ||
        fail "a's states counted $packets_before packets before $count pings and $packets_after after"
    [ $((octets_after - octets_before)) -ge $((2 * count * 84)) ] || fail "a's states counted too few octets"
    no_cleartext
    [ $((seen_protected - before)) -ge $((2 * count)) ] ||
        fail "the wan saw $((seen_protected - before)) ESP packets for $count pings"
}

# tcp_passes CLIENT SERVER ADDRESS [OCTETS]: an iperf3 stream between namespaces; all of it must arrive.
tcp_passes() {
    local octets=${4:-4M}
    start "iperf-$2" ip netns exec "$2" iperf3 -s -1
    within 5 "iperf3 listens in $2" tcp_listening "iperf-$2" 5201
    inside "$1" timeout $((10 * LAB_SLOWNESS)) iperf3 -c "$3" -n "$octets" -f m >"$work/iperf" 2>&1 ||
        fail "no TCP stream from $1 to $3: $(grep -m1 error "$work/iperf")"
    grep receiver "$work/iperf" || fail "the TCP stream from $1 to $3 did not end"
}
tcp_listening() {
    cat "/proc/$(pid "$1")/net/tcp" "/proc/$(pid "$1")/net/tcp6" 2>/dev/null | grep -q "$(printf ':%04X .* 0A ' "$2")"
}

# gone NS: neither state nor policy is left, but for the policies of sockets.
gone() {
    has_sas "$1" 0 && has_policies "$1" 0
}

# took_at_most MILLIS SINCE WHAT: by the clock, not by the kernel's slowness. SINCE is an earlier "now".
now() { echo $((${EPOCHREALTIME/./} / 1000)); }
took_at_most() {
    local took=$(($(now) - $2))
    say "$3: $took ms"
    [ "$took" -le "$1" ] || fail "$3 took $took ms, not $1"
}

has_some_policies() { [ "$(policies "$1")" -ge "$2" ]; }
