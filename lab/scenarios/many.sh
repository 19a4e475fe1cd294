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

# load WORDS...: the load generator in b calls gateway a from 10.0.2.1, with its tunnels in b's kernel; "step" tells it what to do.
load() {
    { sets && gate_map b start=; } | gate_conf >"$work/load.conf"
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

# Many tunnels at once on a real kernel: 400, or LAB_TUNNELS of them (64000 wants LAB_MEM=8G, LAB_TIMEOUT=3600 and LAB_PATIENCE=600):
# set-up in three parts, so that a growing cost of the later ones shows; traffic through a sample; liveness; a rekey of every Child
# SA; a scrape of all; and at the end nothing is left. What each step cost gateway a is in the scenario's log.
many_tunnels() {
    local n=${LAB_TUNNELS:-400} i sample patience
    patience=$((30 + n / 50))
    { sets && gate_template a extra="keepalive interval 20 timeout 10 num-retry 3"; } |
        gate_conf "limits cookie-threshold 100000 half-open 100000 half-open-per-source 100000"$'\n    log level warn' >"$work/gate-a.conf"
    start gate-a env XFRMGATE_JAVA_OPTS="${LAB_JAVA_OPTS:--XX:TieredStopAtLevel=1 -Xmx256m}" \
        ip netns exec a "$XFRMGATE" run --config "$work/gate-a.conf" --control "$scratch/a.control"
    within 10 "xfrmgate in a serves" listening a
    ip -n b route add local 10.64.0.0/10 dev lo
    memory "without a tunnel"
    load --peers "$n" --inside 10.64.0.0/10 --window 50 --kernel --watch "$(pid gate-a)"
    step $patience "set-up=$((n / 64))"
    step $patience "set-up=$((n / 8))"
    step $patience set-up
    within 10 "two states and three policies a tunnel" counts a $((2 * n)) $((3 * n))
    memory "with $n tunnels"
    sample=$((n < 2000 ? 10 : 200))
    for ((i = 0; i < sample; i++)); do
        pings b "10.64.$((i * (n / sample) / 256)).$((i * (n / sample) % 256))" 10.1.0.1 2
    done
    no_cleartext
    step $patience liveness
    step $patience child-rekey
    within 20 "the old states are gone" counts a $((2 * n)) $((3 * n))
    pings b 10.64.0.1 10.1.0.1 2
    step $patience ike-rekey
    inside a curl -s -m 60 http://127.0.0.1:9464/metrics/sa >"$scratch/sa"
    [ "$(grep -c '^xfrmgate_sa_.*packets.*{' "$scratch/sa")" -ge "$n" ] || fail "/metrics/sa has $(wc -l <"$scratch/sa") lines for $n tunnels"
    step $patience tear-down
    within 20 "a's tables are empty" counts a 0 0
    within 20 "b's tables are empty" counts b 0 0
    memory "after all"
    exec {steps}>&-
    within 20 "load-test ends" ended load
}
listening() {
    running gate-a || fail "xfrmgate ended at start: $(tail -n 3 "$(log gate-a)")"
    has ':500 ' ip netns exec "$1" ss -Huln
}

scenario many-tunnels many_tunnels
