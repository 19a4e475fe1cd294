# The networks that scenarios run in. All addresses are the lab's own, in namespaces of the throw-away kernel.
#
#     la ---- a ---- wan ---- b ---- lb        a, b    gateways
#   10.1.0.10 |  10.0.1.0/24   |  10.2.0.10    la, lb  hosts behind them (only with "hosts")
#         10.0.1.1         10.0.2.1            wan     the network between: counts, may translate, delay, cut
#
# IPv6 is the same with fd00:1::1, fd00:2::1 outside, fd10:1::1, fd10:2::1 (and ::10) inside.

secret=hunter2hunter2 # every scenario's pre-shared key; no log may ever show it

namespace() {
    local ns
    for ns; do
        ip netns add "$ns"
        : >"$scratch/$ns.netns"
    done
}

# inside NS COMMAND...: runs it in a namespace.
inside() {
    local ns=$1
    shift
    ip netns exec "$ns" "$@"
}

# topology [hosts] [nat] [mtu=N] [more=N]: makes the picture above.
#   hosts   with la and lb; else the inner addresses are on the gateways' loopback
#   nat     a is behind a masquerading router (wan), which b sees as 10.0.2.254
#   mtu=N   of the link between wan and b
#   more=N  N further outer addresses 10.0.1.101.. and inner ones 10.1.1.1.. at a, the like at b
topology() {
    local hosts= nat= mtu=1500 more=0 word i
    for word; do
        case $word in
        hosts | nat) local "$word=yes" ;;
        mtu=* | more=*) local "$word" ;;
        *) fail "topology has no word $word" ;;
        esac
    done
    namespace wan a b
    [ ! "$hosts" ] || namespace la lb
    {
        local side
        for side in 1:a 2:b; do
            local n=${side%:*} ns=${side#*:}
            echo "link add out netns $ns type veth peer name to-$ns netns wan"
            if [ "$hosts" ]; then echo "link add in netns $ns type veth peer name lan netns l$ns"; fi
        done
    } | ip -batch -
    for side in 1:a 2:b; do
        n=${side%:*} ns=${side#*:}
        {
            echo "link set lo up"
            [ "$ns" = a ] || echo "link set out mtu $mtu"
            echo "addr add 10.0.$n.1/24 dev out"
            echo "addr add fd00:$n::1/64 dev out nodad"
            if [ "$hosts" ]; then
                echo "addr add 10.$n.0.1/24 dev in"
                echo "addr add fd10:$n::1/64 dev in nodad"
                echo "link set in up"
            else
                echo "addr add 10.$n.0.1/32 dev lo"
                echo "addr add fd10:$n::1/128 dev lo"
            fi
            for ((i = 1; i <= more; i++)); do
                echo "addr add 10.0.$n.$((100 + i))/24 dev out"
                echo "addr add 10.$n.1.$i/32 dev lo"
            done
            echo "link set out up"
            # Nobody out there can call somebody behind a NAT.
            [ "$ns$nat" != byes ] && echo "route add default via 10.0.$n.254" || echo "route add 10.1.0.0/16 via 10.0.2.254"
            echo "route add default via fd00:$n::fe"
        } | ip -n "$ns" -batch -
        [ ! "$hosts" ] || ip -n "l$ns" -batch - <<EOF
link set lo up
addr add 10.$n.0.10/24 dev lan
addr add fd10:$n::10/64 dev lan nodad
link set lan up
route add default via 10.$n.0.1
route add default via fd10:$n::1
EOF
    done
    ip -n wan -batch - <<EOF
link set lo up
link set to-b mtu $mtu
addr add 10.0.1.254/24 dev to-a
addr add fd00:1::fe/64 dev to-a nodad
addr add 10.0.2.254/24 dev to-b
addr add fd00:2::fe/64 dev to-b nodad
link set to-a up
link set to-b up
EOF
    for ns in wan a b; do
        inside $ns bash -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
    done
    # What crosses the open network, by kind. Its routes lead to no inner address, so cleartext is counted, then lost.
    local rules='*raw
:PREROUTING ACCEPT
:OUTPUT ACCEPT
-A PREROUTING -p esp -m comment --comment esp
-A PREROUTING -p udp --sport 500 -m comment --comment ike
-A PREROUTING -p udp --dport 4500 -m comment --comment encapsulated
-A PREROUTING -p udp --sport 4500 -m comment --comment encapsulated'
    inside wan iptables-legacy-restore <<EOF
$rules
-A PREROUTING -s 10.1.0.0/16 -m comment --comment clear
-A PREROUTING -s 10.2.0.0/16 -m comment --comment clear
COMMIT
${nat:+*nat
-A POSTROUTING -o to-b -j MASQUERADE
COMMIT}
EOF
    inside wan ip6tables-legacy-restore <<EOF
$rules
-A PREROUTING -s fd10::/16 -m comment --comment clear
COMMIT
EOF
    start capture ip netns exec wan tcpdump -i any -U -s 200 -c 20000 -w "$work/wan.pcap"
}

# fresh: before each scenario, and after the topology is there: counters at 0, a capture of the wan, and no state or policy
# that a daemon of the scenario before may have left. A fixture with daemons shares all that among its scenarios.
fresh() {
    local ns
    [ -e "$scratch/wan.netns" ] || return 0
    [ ! -e "$scratch/charon-b.pid" ] || return 0
    for ns in a b; do printf 'xfrm state flush\nxfrm policy flush\n' | ip -n $ns -batch -; done
    inside wan iptables-legacy -t raw -Z
    inside wan ip6tables-legacy -t raw -Z
    start capture ip netns exec wan tcpdump -i any -U -s 200 -c 20000 -w "$work/wan.pcap"
}
