# Configurations of both daemons, with the lab's defaults: gateway a is 10.0.1.1 for 10.1.0.0/24, b is 10.0.2.1 for
# 10.2.0.0/24, in IPv6 fd00:N::1 for fd10:N::/64. Words after the namespace change single values: NAME=VALUE.

# ends NS: sets the lab's values for the gateway in NS, and "v6" among WORDS those of IPv6.
ends() {
    local n=1 m=2 word
    [ "$1" = a ] || { n=2 m=1; }
    id=$1
    [ "$1" = a ] && peer_id=b || peer_id=a
    local=10.0.$n.1 remote=10.0.$m.1 local_ts=10.$n.0.0/24 remote_ts=10.$m.0.0/24
    acl="permit ip 10.$n.0.0 0.0.0.255 10.$m.0.0 0.0.0.255"
    family=ipv4
    shift
    for word; do
        [ "$word" = v6 ] || continue
        local=fd00:$n::1 remote=fd00:$m::1 local_ts=fd10:$n::/64 remote_ts=fd10:$m::/64
        acl="permit ip fd10:$n::/64 fd10:$m::/64"
        family=ipv6
    done
}
# settings WORD...: takes NAME=VALUE words into the caller's variables.
settings() {
    local word
    for word; do
        case $word in
        *=*) printf -v "${word%%=*}" %s "${word#*=}" ;;
        v6) ;;
        *) fail "no setting is called $word" ;;
        esac
    done
}

# swan_conf NS [v6] [NAME=VALUE...]: a swanctl.conf with one connection and one child, named t.
#   ike, esp         proposals as strongSwan writes them
#   extra, child     more lines of the connection, of the child
#   local_auth, remote_auth, local_more, remote_more     of its "auth = psk" on both sides, and more lines there
swan_conf() {
    local id peer_id local remote local_ts remote_ts acl family
    local name=t ike=aes128gcm16-prfsha256-ecp256 esp=aes128gcm16 mode=tunnel psk=$secret extra= child=
    local local_auth=psk remote_auth=psk local_more= remote_more=
    ends "$@"
    settings "${@:2}"
    cat <<EOF
connections {
$(swan_connection)
}
secrets {
  ike-1 {
    secret = "$psk"
  }
}
EOF
}
swan_connection() {
    cat <<EOF
  $name {
    version = 2
    local_addrs = $local
    remote_addrs = $remote
    proposals = $ike
    $extra
    local {
      auth = ${local_auth:-psk}
      id = $id
      ${local_more:-}
    }
    remote {
      auth = ${remote_auth:-psk}
      id = $peer_id
      ${remote_more:-}
    }
    children {
      $name {
        mode = $mode
        ${local_ts:+local_ts = $local_ts}
        ${remote_ts:+remote_ts = $remote_ts}
        esp_proposals = $esp
        $child
      }
    }
  }
EOF
}

# gate_conf [LINE]: a whole configuration of xfrmgate around the context's content on stdin; LINE goes to the gateway's mode.
# Its profile is staros-compat, for scenarios use weak algorithms too; $profile is another.
# $certificates are lines that name certificates.
gate_conf() {
    cat <<EOF
configure
  gateway
    metrics bind address 127.0.0.1 port 9464
    profile ${profile:-staros-compat}
    ${1:-}
  exit
  ${certificates:-}
  context lab
$(cat)
  exit
end
EOF
}

# ike_set NAME ENCRYPTION GROUP HMAC PRF [MORE]
ike_set() {
    cat <<EOF
    ikev2-ikesa transform-set $1
      encryption $2
      group $3
      hmac $4
      prf $5
      ${6:-}
    exit
EOF
}
# esp_set NAME ENCRYPTION HMAC [GROUP [MODE [MORE]]]
esp_set() {
    cat <<EOF
    ipsec transform-set $1
      encryption $2
      hmac $3
      group ${4:-none}
      mode ${5:-tunnel}
      ${6:-}
    exit
EOF
}
# sets [MODE]: the transform sets ike1 and esp1, which match swan_conf's proposals.
sets() {
    ike_set ike1 aes-128-gcm-128 19 none sha2-256
    esp_set esp1 aes-128-gcm-128 none none "${1:-tunnel}"
}

# gate_map NS [v6] [NAME=VALUE...]: a crypto map with its access list, for gate_conf.
#   start            auto-start, or nothing: the first packet starts the negotiation
#   extra, payload   more lines of the map, of its payload; without "rekey" the peer may not rekey, either
#   local_auth, remote_auth   instead of the pre-shared key
gate_map() {
    local id peer_id local remote local_ts remote_ts acl family
    local name=t ike=ike1 esp=esp1 psk=$secret start=auto-start extra= payload=rekey local_auth= remote_auth=
    ends "$@"
    settings "${@:2}"
    local list="ip access-list"
    [ "$family" = ipv4 ] || list="ipv6 access-list"
    cat <<EOF
    $list $name
      $acl
    exit
    crypto map $name ikev2-$family
      match address $name
      local-address $local
      peer $remote
      $(gate_authentication)
      identity remote id-type fqdn id $peer_id
      $start
      $extra
      payload p match $family
        ipsec transform-set list $esp
        $payload
      exit
    exit
EOF
}
gate_authentication() {
    cat <<EOF
authentication local ${local_auth:-pre-shared-key key $psk}
      authentication remote ${remote_auth:-pre-shared-key key $psk}
      identity local id-type fqdn id $id
      ikev2-ikesa transform-set list $ike
EOF
}

# gate_template NS [v6] [NAME=VALUE...]: a crypto template and a service that binds it to the gateway's address.
#   selectors        lines with tsr and tsi; by default what is behind the gateway, for whatever the peer asks
gate_template() {
    local id peer_id local remote local_ts remote_ts acl family
    local name=t ike=ike1 esp=esp1 psk=$secret extra= payload=rekey selectors= local_auth= remote_auth=
    ends "$@"
    case $local_ts in
    *:*) selectors="tsr start-address ${local_ts%/64} end-address ${local_ts%::/64}:0:0:ffff:ffff:ffff:ffff" ;;
    *) selectors="tsr start-address ${local_ts%/24} end-address ${local_ts%.0/24}.255" ;;
    esac
    settings "${@:2}"
    cat <<EOF
    crypto template $name ikev2-dynamic
      $(gate_authentication)
      $extra
      payload p match childsa match any
        ipsec transform-set list $esp
        $selectors
        tsi start-address any end-address any
        $payload
      exit
    exit
    wsg-service $name
      bind address $local crypto-template $name
    exit
EOF
}
