# A Prometheus of Debian's watches a gateway.

prometheus_serves() { inside a curl -sf -m 5 http://127.0.0.1:9090/-/ready >"$work/ready"; }

# query EXPRESSION: the value of its only result; fails if there is none or more. For expressions without blanks.
query() {
    local answer
    answer=$(inside a curl -s -m 10 -G --data-urlencode "query=$1" http://127.0.0.1:9090/api/v1/query)
    [[ $answer =~ \"value\":\[[0-9.]+,\"([^\"]*)\"\]\}\]\} ]] || return 1
    echo "${BASH_REMATCH[1]}"
}
# says EXPRESSION VALUE: whether Prometheus has it so.
says() { [ "$(query "$1")" = "$2" ]; }

prometheus_scrapes() {
    local rules=$lib/../../../monitoring/rules/xfrmgate.yml
    topology
    { sets && gate_map a start=; } | gate_conf | gate a
    cat >"$work/prometheus.yml" <<EOF
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [$rules]
scrape_configs:
  - job_name: xfrmgate
    static_configs: [{targets: ['127.0.0.1:9464']}]
  - job_name: xfrmgate-tunnels
    metrics_path: /metrics/sa
    static_configs: [{targets: ['127.0.0.1:9464']}]
EOF
    start prometheus ip netns exec a prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$scratch/tsdb" \
        --web.listen-address=127.0.0.1:9090 --log.level=warn
    within 20 "Prometheus serves" prometheus_serves
    within 15 "it sees the gateway" says 'sum(up)' 2
    within 10 "the configured tunnel is down" says 'xfrmgate_sa_up{template="t"}' 0
    within 10 "its alert waits" says 'count(ALERTS{alertname="XfrmgateTunnelDown",alertstate="pending"})' 1

    { sets && gate_map b; } | gate_conf | gate b
    within 10 "the tunnel is up" has_sas a 2
    within 10 "Prometheus sees the tunnel" says 'xfrmgate_sa_up{template="t"}' 1
    within 10 "and no alert waits" says 'count(ALERTS{alertname="XfrmgateTunnelDown"})or(vector(0))' 0
    within 10 "one IKE SA of the template" says 'xfrmgate_template_ike_sas{template="t"}' 1
    pings a 10.1.0.1 10.2.0.1 10
    within 10 "the pings are counted" says 'xfrmgate_sa_outbound_packets_total{template="t"}>=bool(10)' 1
    within 10 "netlink is measured" says 'xfrmgate_netlink_exchange_seconds_count>=bool(1)' 1

    # Keys are renewed: the series and its counter go on.
    local old
    old=$(spis a)
    gate_ctl a rekey --child p >"$work/rekey" 2>&1 || fail "rekey: $(tail -n 1 "$work/rekey")"
    within 10 "the Child SA is another" renewed a "$old"
    pings a 10.1.0.1 10.2.0.1 10
    within 10 "the counter went on" says 'xfrmgate_sa_outbound_packets_total{template="t"}>=bool(20)' 1
    says 'count(xfrmgate_sa_up)' 1 || fail "the tunnel has other series than one after its rekey"
    says 'resets(xfrmgate_sa_outbound_packets_total{template="t"}[1m])' 0 || fail "a counter went back"

    # What nobody has a state for is dropped by the kernel and counted by its cause.
    ip -n a xfrm state flush proto esp
    inside b ping -c 3 -i 0.05 -W 1 -I 10.2.0.1 10.1.0.1 >"$work/lost" 2>&1 || true
    within 10 "the kernel's drops are counted" says 'xfrmgate_xfrm_errors_total{counter="XfrmInNoStates"}>=bool(3)' 1
    inside a curl -s -m 10 http://127.0.0.1:9464/ >"$work/page.html"
    grep -q '<h2>Templates and maps</h2>' "$work/page.html" || fail "there is no status page"
    stop prometheus
}

scenario metrics-prometheus prometheus_scrapes
