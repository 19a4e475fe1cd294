# What every scenario stands on: failing with a reason, waiting with a deadline, processes that are sure to end.
#
# $work is the scenario's directory, kept for the reader; $scratch is for sockets and vanishes with the run.

# fail WHY...: ends the scenario.
fail() {
    echo "$*" >"$work/reason"
    echo "FAILED: $*"
    exit 1
}

# The ERR trap: a command that nobody expected to fail.
unexpected() {
    [ -e "$work/reason" ] || echo "status $1 of: $2 (at $3)" >"$work/reason"
}

# reason: why the scenario failed, on one line.
reason() {
    if [ -s "$work/reason" ]; then
        tr '\n' ' ' <"$work/reason"
    else
        echo "ended without a reason; see its log"
    fi
}

say() {
    local now=${EPOCHREALTIME/./}
    printf '[%d.%03d] %s\n' $((now / 1000000 % 1000)) $((now / 1000 % 1000)) "$*"
}

# nap SECONDS: sleeps without a process.
nap() { read -rt "$1" <&"$never" || true; }

# within SECONDS WHAT COMMAND...: waits until COMMAND succeeds; fails with WHAT after SECONDS times the kernel's slowness.
within() {
    local deadline=$((${EPOCHREALTIME/./} + $1 * 1000000 * LAB_SLOWNESS)) what=$2
    local asked=$1
    shift 2
    until "$@"; do
        [ "${EPOCHREALTIME/./}" -lt $deadline ] || fail "not within $((asked * LAB_SLOWNESS)) s: $what"
        nap 0.1
    done
}

# start NAME COMMAND...: a process in the background; its output is $work/NAME.log, its pid the answer of "pid NAME".
start() {
    local name=$1
    shift
    : >"$work/$name.log" # there before anybody looks
    "$@" >"$work/$name.log" 2>&1 </dev/null {never}<&- &
    echo $! >"$scratch/$name.pid"
    disown # bash is not to tell of its end
    echo "$work/$name.log" >"$scratch/$name.output"
}
pid() { echo "$(<"$scratch/$1.pid")"; }
running() { kill -0 "$(<"$scratch/$1.pid")" 2>/dev/null; }
ended() { ! running "$1"; }

# log NAME: the file with the output of a process.
log() { echo "$(<"$scratch/$1.output")"; }

# stop NAME: asks a process to end and waits for it.
stop() {
    kill -TERM "$(pid "$1")" 2>/dev/null || true
    within 10 "$1 ends after SIGTERM" ended "$1"
    rm -f "$scratch/$1.pid"
}

# inventory: the processes and namespaces that there are now; clean_up INVENTORY removes all others.
inventory() {
    local file
    for file in "$scratch"/*.pid "$scratch"/*.netns; do [ ! -e "$file" ] || echo "$file"; done
}
clean_up() {
    local file doomed=()
    for file in $(inventory); do
        case $'\n'$1$'\n' in *$'\n'$file$'\n'*) continue ;; esac
        case $file in
        *.pid) kill -KILL "$(<"$file")" 2>/dev/null ;;
        *.netns) doomed+=("netns del $(basename "$file" .netns)") ;;
        esac
        rm -f "$file"
    done
    if [ ${#doomed[@]} -gt 0 ]; then
        printf '%s\n' "${doomed[@]}" | ip -force -batch - >>"$work/log" 2>&1
    fi
}

# healthy: what is to hold at the end of every scenario: the daemons live, threw nothing and told no secret.
healthy() {
    local name output finding
    for output in "$scratch"/gate-*.output; do
        [ -e "$output" ] || continue
        name=$(basename "$output" .output)
        if [ -e "$scratch/$name.pid" ] && ended "$name"; then fail "$name died; see $(log "$name")"; fi
        if finding=$(grep -nm1 -E "^[[:space:]]+at [a-z]+\\.|Exception|Error:|$secret" "$(log "$name")"); then
            fail "$name logged an exception or a secret, in line ${finding%%:*} of $(log "$name")"
        fi
    done
}

# diagnose: the state of everything, for the reader of a failure. No keys.
diagnose() {
    local ns
    for ns in $(ip netns list | cut -d' ' -f1); do
        {
            echo "### states"
            ip -n "$ns" -s xfrm state list nokeys
            echo "### policies"
            ip -n "$ns" -s xfrm policy
            echo "### /proc/net/xfrm_stat (other than 0)"
            ip netns exec "$ns" awk '$2 != 0' /proc/net/xfrm_stat
            echo "### addresses, routes, sockets"
            ip -n "$ns" addr
            ip -n "$ns" route
            ip -n "$ns" -6 route
            ip netns exec "$ns" ss -lnup
            echo "### counters"
            ip netns exec "$ns" iptables-legacy-save -c
        } >"$work/$ns.state" 2>&1
    done
    for ns in "$scratch"/*.vici; do
        [ ! -S "$ns" ] || timeout 10 swanctl --list-sas --uri "unix://$ns" >"$work/$(basename "$ns" .vici).sas" 2>&1
    done
    for ns in "$scratch"/gate-*.pid; do
        [ -e "$ns" ] || continue
        ns=$(basename "$ns" .pid)
        ip netns exec "${ns#gate-}" curl -s -m 10 http://127.0.0.1:9464/metrics >"$work/$ns.metrics" 2>&1
    done
}
