# What the kernel says: states, policies and their counters; and traffic that must get through.
#
# In User-mode Linux each process costs 40 ms and more, so what the kernel prints is read by bash itself.

# states NS [SRC [DST]]: reads the ESP states from SRC to DST (default any). Sets sa_count to the complete ones (larval ones
# have no keys yet), sa_spis to their SPIs, sa_octets and sa_packets to the sums of their counters.
states() {
    local ns=$1 from=${2:-any} to=${3:-any} lines=() words hit= spi= counters=
    mapfile -t lines < <(ip -n "$ns" -s xfrm state)
    sa_count=0 sa_octets=0 sa_packets=0 sa_spis=()
    local line
    for line in "${lines[@]}"; do
        read -ra words <<<"$line"
        case $line in
        src*)
            hit=
            if [[ $from = any || $from = "${words[1]}" ]] && [[ $to = any || $to = "${words[3]}" ]]; then hit=yes; fi
            ;;
        *"proto esp spi"*) spi=${words[3]} ;;
        $'\t'aead* | $'\t'enc\ *)
            if [ "$hit" ]; then
                sa_count=$((sa_count + 1))
                sa_spis+=("$spi")
            fi
            ;;
        *"lifetime current:"*) counters=next ;;
        *"(bytes),"*)
            if [ "$hit" ] && [ "$counters" ]; then
                # 420(bytes), 5(packets)
                sa_octets=$((sa_octets + ${words[0]%(bytes),}))
                sa_packets=$((sa_packets + ${words[1]%(packets)}))
            fi
            counters=
            ;;
        esac
    done
}
sas() { states "$@" && echo "$sa_count"; }
spis() { states "$@" && printf '%s\n' "${sa_spis[@]}"; }
packets() { states "$@" && echo "$sa_packets"; }
has_sas() { states "$1" && [ "$sa_count" -eq "$2" ]; }
has_some_sas() { states "$1" && [ "$sa_count" -ge "$2" ]; }

# renewed NS OLD-SPIS: two complete states, and none of them is an old one.
renewed() {
    local spi
    states "$1"
    [ "$sa_count" -eq 2 ] || return 1
    for spi in "${sa_spis[@]}"; do
        case $'\n'$2$'\n' in *$'\n'$spi$'\n'*) return 1 ;; esac
    done
}

# policies NS: how many, not counting those of single sockets.
policies() {
    local lines=()
    mapfile -t lines < <(ip -n "$1" xfrm policy list nosock)
    local line n=0
    for line in "${lines[@]}"; do
        if [[ $line = src* ]]; then n=$((n + 1)); fi
    done
    echo $n
}
has_policies() { [ "$(policies "$1")" -eq "$2" ]; }
has_some_policies() { [ "$(policies "$1")" -ge "$2" ]; }

# has PATTERN COMMAND...: whether the command prints a line that matches. (Not "| grep -q": it ends the command early, and
# with pipefail that is a failure.)
has() {
    local text
    text=$("${@:2}")
    grep -qE -- "$1" <<<"$text"
}

# gone NS: neither state nor policy is left, but for the policies of sockets.
gone() { has_sas "$1" 0 && has_policies "$1" 0; }

# look [6]: sets seen_esp, seen_ike, seen_encapsulated and seen_clear to the packets of each kind that have entered the open
# network since the scenario began, and seen_protected to the sum of the first and the third. With 6, those of IPv6.
look() {
    local lines=() line words
    seen_esp=0 seen_ike=0 seen_encapsulated=0 seen_clear=0
    mapfile -t lines < <(ip netns exec wan "ip${1:-}tables-legacy" -t raw -vnxL PREROUTING)
    for line in "${lines[@]}"; do
        read -ra words <<<"$line"
        if [[ $line =~ "/* "([a-z]+)" */" ]]; then
            line=seen_${BASH_REMATCH[1]}
            printf -v "$line" %d $((${!line} + words[0]))
        fi
    done
    seen_protected=$((seen_esp + seen_encapsulated))
}
no_cleartext() {
    look "$@"
    [ "$seen_clear" -eq 0 ] || fail "$seen_clear packets crossed the wan in clear"
}

# pings NS FROM TO [COUNT]: every one of them is to be answered.
pings() {
    local count=${4:-5} summary
    inside "$1" ping -n -q -c "$count" -i 0.05 -W $((2 * LAB_SLOWNESS)) -I "$2" "$3" >"$work/ping" 2>&1 || true
    summary=$(<"$work/ping")
    case $summary in
    *" $count received"*) say "$count pings from $2 to $3 were answered" ;;
    *received*) fail "pings from $2 to $3: $(grep received "$work/ping")" ;;
    *) fail "ping from $2 to $3 in $1 did not run: $summary" ;;
    esac
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

# tunnel_works [FROM [TO [COUNT]]]: pings from a to b between inner addresses: all are answered, a's states count them, the
# wan sees as many ESP packets (in UDP or not) and nothing in clear.
tunnel_works() {
    local from=${1:-10.1.0.1} to=${2:-10.2.0.1} count=${3:-5} crossed octets through outer=
    case $from in *:*) outer=6 ;; esac
    look $outer
    crossed=$seen_protected
    states a
    octets=$sa_octets through=$sa_packets
    pings a "$from" "$to" "$count"
    states a
    [ $((sa_packets - through)) -ge $((2 * count)) ] ||
        fail "a's states counted $through packets before $count pings and $sa_packets after"
    [ $((sa_octets - octets)) -ge $((2 * count * 64)) ] || fail "a's states counted only $((sa_octets - octets)) octets"
    no_cleartext $outer
    [ $((seen_protected - crossed)) -ge $((2 * count)) ] ||
        fail "the wan saw $((seen_protected - crossed)) ESP packets for $count pings"
}

# tcp_passes CLIENT SERVER ADDRESS [OCTETS [BIT-RATE]]: an iperf3 stream between namespaces, which must come to its end.
tcp_passes() {
    local octets=${4:-4M} rate=${5:-0}
    start "iperf-$2" ip netns exec "$2" iperf3 -s -1
    within 5 "iperf3 listens in $2" tcp_listening "iperf-$2" 5201
    inside "$1" timeout $((10 * LAB_SLOWNESS)) iperf3 -c "$3" -n "$octets" -b "$rate" -f m >"$work/iperf" 2>&1 ||
        fail "no TCP stream from $1 to $3: $(grep -m1 error "$work/iperf")"
    grep receiver "$work/iperf" || fail "the TCP stream from $1 to $3 did not end"
}
tcp_listening() {
    has "$(printf ':%04X .* 0A ' "$2")" cat "/proc/$(pid "$1")/net/tcp" "/proc/$(pid "$1")/net/tcp6"
}

# now, took_at_most MILLIS SINCE WHAT: by the clock, not by the kernel's slowness.
now() { echo $((${EPOCHREALTIME/./} / 1000)); }
took_at_most() {
    local took=$(($(now) - $2))
    say "$3: $took ms"
    [ "$took" -le "$1" ] || fail "$3 took $took ms, not at most $1"
}
