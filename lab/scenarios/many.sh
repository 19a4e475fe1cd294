# Many peers at once: ten of strongSwan, called at the same moment; hundreds or more of the load generator.

fixture() { topology more=10; }

# ten_peers [LINE]: LINE goes to the settings of xfrmgate's daemon.
ten_peers() {
    local i connections= id peer_id local remote local_ts remote_ts name mode=tunnel extra= child=
    local ike=aes128gcm16-prfsha256-ecp256 esp=aes128gcm16
    { sets && gate_template a payload= selectors="tsr start-address 10.1.0.0 end-address 10.1.255.255"; } | gate_conf "${1:-}" | gate a
    for ((i = 1; i <= 10; i++)); do
        name=t$i local=10.0.2.$((100 + i)) remote=10.0.1.1 local_ts=10.2.1.$i/32 remote_ts=10.1.1.0/24
        id=peer$i peer_id=a child="start_action = start"
        connections+=$(swan_connection)$'\n'
    done
    printf 'connections {\n%s}\nsecrets {\n  ike-1 {\n    secret = "%s"\n  }\n}\n' "$connections" "$secret" | strongswan b
    within 10 "all ten tunnels are up" has_sas a 20
    within 3 "all ten tunnels are up at strongSwan" has_sas b 20
    for ((i = 1; i <= 10; i++)); do pings a "10.1.1.$i" "10.2.1.$i" 3; done
    for ((i = 1; i <= 10; i++)); do
        [ "$(packets a 10.0.1.1 10.0.2.$((100 + i)))" -ge 3 ] || fail "the states of peer $i counted too few packets"
    done
    no_cleartext
    [ "$(metric a '^xfrmgate_template_sas{')" -eq 10 ] || fail "/metrics counts $(metric a '^xfrmgate_template_sas{') Child SAs"
    stop gate-a
    within 3 "xfrmgate's kernel has no state or policy left" gone a
    within 5 "strongSwan deleted all of its states" has_sas b 0
}

# Two shards share the sockets by SPI: every peer's messages, from whatever port, reach the shard that holds its SAs.
two_shards() { ten_peers "shards 2"; }

# newest_shard: the shard of the newest IKE SA, by the last bit of our SPI.
newest_shard() {
    local spi
    spi=$(gate_vici a --list-sas | grep -oE '[0-9a-f]{16}_r' | tail -n 1)
    [ "$spi" ] || fail "swanctl lists no IKE SA"
    echo $((16#${spi:15:1} & 1))
}
# A peer comes anew again and again, to whichever shard its new SPI leads. One tunnel is left each time.
handover_between_shards() {
    local shard before= changes=0 round
    { sets && gate_template a extra="ikev2-ikesa unique-identity"; } | gate_conf "shards 2" | gate a
    swan_settings="reuse_ikesa = no"
    swan_conf b extra="unique = never" | strongswan b
    for ((round = 0; round < 16 && changes < 3; round++)); do
        swan_up b t
        within 5 "one tunnel is left at xfrmgate" has_sas a 2
        within 5 "one tunnel is left at strongSwan" has_sas b 2
        shard=$(newest_shard)
        [ ! "$before" ] || [ "$shard" = "$before" ] || changes=$((changes + 1))
        before=$shard
    done
    say "$round tunnels, $changes changes of the shard"
    [ "$changes" -ge 3 ] || fail "the peer came to another shard $changes times only"
    [ "$(metric a '^xfrmgate_ike_closed_total.*"replaced_by_peer"')" -eq $((round - 1)) ] ||
        fail "of $round tunnels, $(metric a '^xfrmgate_ike_closed_total.*"replaced_by_peer"') were closed as replaced"
    tunnel_works
    audited a
}

scenario ten-peers ten_peers
scenario handover-between-shards handover_between_shards
scenario ten-peers-two-shards two_shards

# Both sides are patient, for the default gives up after 3 s: the collection of a large heap, or another user of the machine, can take longer.
patient="ikev2-ikesa setup-timer 60
      ikev2-ikesa retransmission-timeout 4000
      ikev2-ikesa max-retransmissions 8"
# load WORDS...: the load generator in b calls gateway a from 10.0.2.1, with its tunnels in b's kernel; "step" tells it what to do.
load() {
    { sets && gate_map b start= extra="$patient"; } | gate_conf >"$work/load.conf"
    rm -f "$scratch/steps" # of the scenario before in the same kernel
    mkfifo "$scratch/steps"
    start load sh -c "exec env XFRMGATE_JAVA_OPTS='${LAB_JAVA_OPTS:--XX:TieredStopAtLevel=1 -Xmx256m}' \
        ip netns exec b $XFRMGATE load-test --config $work/load.conf --i-own-this-target --quiet --stdin $* <$scratch/steps"
    exec {steps}>"$scratch/steps"
}
# step SECONDS STEP: has the generator do it, and waits until it is done without a failure.
step() {
    local before
    before=$(steps_done)
    echo "$2" >&"$steps"
    within "$1" "load-test does $2" step_ended $((before + 1))
    say "$(grep -A2 " done, " "$(log load)" | tail -n 3 | tr '\n' ' ' | tr -s ' ')"
    [[ "$(grep " done, " "$(log load)" | tail -n 1)" = *" 0 failed, "* ]] || fail "load-test: $(grep " done, " "$(log load)" | tail -n 1)"
}
step_ended() {
    running load || fail "load-test ended: $(tail -n 3 "$(log load)")"
    [ "$(steps_done)" -ge "$1" ]
}
steps_done() { grep -c " done, " "$(log load)" || true; }
# counts NS STATES POLICIES: what the kernel says of its tables, without listing them.
counts() {
    local states policies
    states=$(ip -n "$1" xfrm state count)
    policies=$(ip -n "$1" xfrm policy count)
    [[ $states = *"SAD count $2"* ]] || return 1
    [[ $policies =~ "SPD IN  "([0-9]+)" OUT "([0-9]+)" FWD "([0-9]+) ]] || fail "ip xfrm policy count says $policies"
    [ $((BASH_REMATCH[1] + BASH_REMATCH[2] + BASH_REMATCH[3])) -eq "$3" ]
}
memory() { say "$1: $(awk '/^(MemAvailable|Slab|SUnreclaim)/ { printf "%s %d MiB ", $1, $2 / 1024 }' /proc/meminfo)"; }

# Many tunnels at once on a real kernel: 400, or LAB_TUNNELS of them (make bench-kernel has 64,000; see lab/bin/lab-bench-kernel):
# set-up, the last of them apart, so that a cost that grows shows; traffic through a sample; liveness by both sides; a rekey of every
# Child SA; a scrape of all; and at the end nothing is left. What each step cost is in the scenario's directory, see "mark".
many_tunnels() {
    local n=${LAB_TUNNELS:-400} first last warm=3000 patience dpd
    patience=$((30 + n / 50))
    first=$((n / 20 < 100 ? n / 20 : 100)) last=$((n / 2 < 4000 ? n / 2 : 4000))
    dpd=$((n < 4000 ? 20 : n / 200)) # 200 checks a second at most: one processor has the kernel, the daemon and its peers
    [ "$n" -ge 1000 ] || warm=0
    { sets && gate_template a extra="$patient"$'\n'"      keepalive interval $dpd timeout 10 num-retry 5"; } |
        gate_conf "limits cookie-threshold 100000 half-open 100000 half-open-per-source 100000"$'\n    log level warn' >"$work/gate-a.conf"
    start gate-a env XFRMGATE_JAVA_OPTS="${LAB_JAVA_OPTS:--XX:TieredStopAtLevel=1 -Xmx256m}" \
        ip netns exec a "$XFRMGATE" run --config "$work/gate-a.conf" --control "$scratch/a.control"
    within 10 "xfrmgate in a serves" listening a
    ip -n b route replace local 10.64.0.0/10 dev lo
    memory "without a tunnel"
    mark start 1
    load --peers "$n" --inside 10.64.0.0/10 --window 50 --kernel --watch "$(pid gate-a)"
    # Slowly at first: a cold daemon on a busy machine is slower than peers are patient.
    step $patience "set-up=$first@10"
    [ $warm -eq 0 ] || step $((patience + 60)) "reconnect=$warm"
    mark warm $((first + warm))
    step $patience "set-up=$((n - first - last))"
    mark set-up $((n - first - last))
    step $patience set-up
    mark set-up-last $last
    within 10 "two states and three policies a tunnel" counts a $((2 * n)) $((3 * n))
    # Where they are not, each new one costs a walk through all.
    has 'SPD IPv4 thresholds: local 0 remote 32' ip -n a -s -s xfrm policy count || fail "a's kernel does not hash the policies"
    has 'SPD IPv4 thresholds: local 32 remote 0' ip -n b -s -s xfrm policy count || fail "b's kernel does not hash the policies"
    memory "with $n tunnels"
    traffic "$n" $((n < 2000 ? 10 : 200))
    mark scrape "$n"
    if [ $warm -gt 0 ]; then steady "$n" "$dpd"; fi
    step $patience liveness
    mark liveness "$n"
    step $patience child-rekey
    within 20 "the old states are gone" counts a $((2 * n)) $((3 * n))
    mark child-rekey "$n"
    pings b 10.64.0.1 10.1.0.1 2
    step $patience "ike-rekey=$((n < 4000 ? n : 4000))"
    mark ike-rekey $((n < 4000 ? n : 4000))
    step $patience tear-down
    within 20 "a's tables are empty" counts a 0 0
    within 20 "b's tables are empty" counts b 0 0
    mark tear-down "$n"
    memory "after all"
    exec {steps}>&-
    within 20 "load-test ends" ended load
}

# traffic N SAMPLE: pings through a sample of the tunnels. The kernel's counters, as /metrics/sa tells them, have those and no others.
traffic() {
    local n=$1 sample=$2 i counted
    for ((i = 0; i < sample; i++)); do
        pings b "10.64.$((i * (n / sample) / 256)).$((i * (n / sample) % 256))" 10.1.0.1 2
    done
    no_cleartext
    mark pings $((2 * sample))
    inside a curl -s -m $((20 * LAB_SLOWNESS)) http://127.0.0.1:9464/metrics/sa >"$scratch/sa"
    counted=$(awk '/^xfrmgate_sa_(in|out)bound_packets_total{/ { n++; if ($NF == 2) two++; else if ($NF != 0) other++ }
        END { printf "%d series, %d of two packets, %d of others", n, two, other }' "$scratch/sa")
    say "/metrics/sa: $(wc -lc <"$scratch/sa") lines and octets, $counted"
    [ "$counted" = "$((2 * n)) series, $((2 * sample)) of two packets, 0 of others" ] ||
        fail "/metrics/sa has $counted, for two packets each way through $sample of $n tunnels"
}

# steady N INTERVAL: a while in which the daemon asks its idle peers by itself; none is lost.
steady() {
    local before checks seconds=$(($2 < 60 ? $2 + 15 : 60))
    before=$(liveness_answered)
    step $((60 + seconds)) "hold=$seconds"
    checks=$(($(liveness_answered) - before))
    mark steady $checks
    say "$checks peers were found alive"
    [ $checks -ge $(($1 * seconds / $2 / 3)) ] || fail "only $checks of $1 peers were asked whether they live, one each $2 s, in $seconds s"
    counts a $((2 * $1)) $((3 * $1)) || fail "tunnels were lost while nothing happened"
}
liveness_answered() { gate_metric '^xfrmgate_template_liveness_answered_total{'; }
# gate_metric PATTERN: the sum of the series of /metrics that match, without those of each tunnel.
gate_metric() {
    inside a curl -s -m $((10 * LAB_SLOWNESS)) http://127.0.0.1:9464/metrics |
        awk -v pattern="$1" '$0 !~ /^#/ && $0 ~ pattern { n += $NF } END { printf "%d\n", n }'
}

# mark NAME OPERATIONS: what was done since the mark before, and what all has cost until now, a line of "marks.json": processor time (ms) and resident memory of the daemon and the generator by
# this kernel's account, the kernel's memory, and the daemon's exchanges with the kernel. In User-mode Linux, which counts its own work
# as its processes', also the account of the host: see LAB_CPU in lab-uml.
mark() {
    local side stat words host=null
    [ "${LAB_MARKS:-}" ] || return 0
    if [ "${LAB_CPU:-}" ]; then
        rm -f "$LAB_OUT/cpu.answer"
        : >"$LAB_OUT/cpu.ask"
        within 10 "the host tells the processor time" test -e "$LAB_OUT/cpu.answer"
        host=$(<"$LAB_OUT/cpu.answer")
    fi
    inside a curl -s -m $((10 * LAB_SLOWNESS)) http://127.0.0.1:9464/metrics >"$scratch/metrics"
    {
        printf '{"mark": "%s", "operations": %d, "clock": %s' "$1" "$2" "$EPOCHREALTIME"
        for side in gate-a load; do
            [ -e "$scratch/$side.pid" ] || continue
            stat=$(<"/proc/$(pid $side)/stat")
            read -ra words <<<"${stat##*) }"
            printf ', "%s": {"user": %d, "system": %d, "rss_kib": %d}' "${side%-a}" "${words[11]}0" "${words[12]}0" $((words[21] * 4))
        done
        awk '/^(MemAvailable|Slab)/ { sub(":", ""); printf ", \"%s_kib\": %d", tolower($1), $2 }' /proc/meminfo
        awk '/^xfrmgate_netlink_exchange_seconds_sum/ { printf ", \"exchange_seconds\": %s", $NF }
            /^xfrmgate_netlink_requests_total/ { printf ", \"requests\": %d", $NF }
            /^xfrmgate_template_liveness_answered_total/ { alive += $NF } END { printf ", \"alive\": %d", alive }' "$scratch/metrics"
        printf ', "host": %s}\n' "$host"
    } >>"$work/marks.json"
}
listening() {
    running gate-a || fail "xfrmgate ended at start: $(tail -n 3 "$(log gate-a)")"
    has ':500 ' ip netns exec "$1" ss -Huln
}

scenario many-tunnels many_tunnels

# With the kernel's own thresholds no policy of a peer is found by hash: the log says so at the thousandth, with the line that helps. After
# a reload with that line they are all hashed, under the tunnels, and nothing more is told.
unhashed_policies() {
    local threshold
    for threshold in "32 32" "0 32"; do
        { printf 'policy-hash-threshold ipv4 %s\n' "$threshold" && sets && gate_template a extra="$patient"; } |
            gate_conf "limits cookie-threshold 100000 half-open 100000 half-open-per-source 100000" >"$work/thresholds-${threshold% *}"
    done
    gate a <"$work/thresholds-32"
    ip -n b route replace local 10.64.0.0/10 dev lo
    load --peers 400 --inside 10.64.0.0/10 --window 20 --kernel
    step 60 "set-up=330@20"
    counts a 660 990 || fail "a has $(ip -n a xfrm policy count)"
    ! grep -q policies-unhashed "$(log gate-a)" || fail "990 policies are told to be many"
    step 30 "set-up=10@20"
    within 5 "the log has what helps" grep -q 'event=policies-unhashed count=1000 then="policy-hash-threshold ipv4 0 32"' "$(log gate-a)"
    has 'SPD IPv4 thresholds: local 32 remote 32' ip -n a -s -s xfrm policy count || fail "a's kernel has other thresholds"
    reload_well a "$work/thresholds-0"
    has 'SPD IPv4 thresholds: local 0 remote 32' ip -n a -s -s xfrm policy count || fail "a's kernel does not hash the policies"
    step 60 set-up
    counts a 800 1200 || fail "a has $(ip -n a xfrm policy count)"
    pings b 10.64.0.1 10.1.0.1 2
    pings b 10.64.1.140 10.1.0.1 2
    no_cleartext
    [ "$(grep -c policies-unhashed "$(log gate-a)")" -eq 1 ] || fail "it was told again"
    step 60 tear-down
    within 20 "a's tables are empty" counts a 0 0
    exec {steps}>&-
    within 20 "load-test ends" ended load
}

scenario many-unhashed-policies unhashed_policies
