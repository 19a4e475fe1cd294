# Every algorithm that both daemons know, one tunnel for each; suites-initiator.sh and suites-responder.sh run it in both
# roles. One daemon of each kind serves all of them: suite number i is between 10.0.1.(100+i) and 10.0.2.(100+i), for
# 10.1.1.i and 10.2.1.i. $role is xfrmgate's, which is a.

suites=() # each: NAME IKE-ENCR GROUP HMAC PRF ESP-ENCR ESP-HMAC STRONGSWAN-IKE STRONGSWAN-ESP [ESP-MORE]
suite() { suites+=("$*"); }
esp() { suite "esp-$1" aes-cbc-128 31 sha2-256-128 sha2-256 "$2" "$3" aes128-sha256-x25519 "$4" "${5:-}"; }
group() { suite "group-$1" aes-cbc-128 "$1" sha2-256-128 sha2-256 aes-128-gcm-128 none "aes128-sha256-$2" "aes128gcm16-$2"; }
ike() { suite "ike-$1" "$2" 31 "$3" "$4" aes-128-gcm-128 none "$5-x25519" aes128gcm16; }

#   name               encryption         hmac          strongSwan
esp gcm-128            aes-128-gcm-128    none          aes128gcm16
esp gcm-256            aes-256-gcm-128    none          aes256gcm16
esp gcm-128-icv-64     aes-128-gcm-64     none          aes128gcm8
esp gcm-256-icv-96     aes-256-gcm-96     none          aes256gcm12
esp gcm-128-esn        aes-128-gcm-128    none          aes128gcm16-esn         esn
esp ccm-128            aes-128-ccm-128    none          aes128ccm16
esp ccm-256-icv-64     aes-256-ccm-64     none          aes256ccm8
esp gmac-128           aes-128-gmac       none          aes128gmac
esp chacha20           chacha20-poly1305  none          chacha20poly1305
esp ctr-128-sha2-256   aes-ctr-128        sha2-256-128  aes128ctr-sha256
esp cbc-128-sha1       aes-cbc-128        sha1-96       aes128-sha1
esp cbc-128-sha2-256   aes-cbc-128        sha2-256-128  aes128-sha256
esp cbc-256-sha2-384   aes-cbc-256        sha2-384-192  aes256-sha384
esp cbc-256-sha2-512   aes-cbc-256        sha2-512-256  aes256-sha512
esp cbc-256-esn        aes-cbc-256        sha2-256-128  aes256-sha256-esn       esn
esp cbc-128-md5        aes-cbc-128        md5-96        aes128-md5
esp cbc-128-xcbc       aes-cbc-128        aes-xcbc-96   aes128-aesxcbc
esp cbc-128-cmac       aes-cbc-128        aes-cmac-96   aes128-aescmac
esp 3des-sha1          3des-cbc           sha1-96       3des-sha1
esp des-md5            des-cbc            md5-96        des-md5
esp null-sha2-256      null               sha2-256-128  null-sha256

group 1  modp768
group 2  modp1024
group 5  modp1536
group 14 modp2048
group 15 modp3072
group 16 modp4096
group 17 modp6144
group 18 modp8192
group 19 ecp256
group 20 ecp384
group 21 ecp521
group 31 x25519
group 32 x448

#   name               encryption         hmac          prf           strongSwan
ike cbc-128-sha1       aes-cbc-128        sha1-96       sha1          aes128-sha1-prfsha1
ike cbc-256-sha2-384   aes-cbc-256        sha2-384-192  sha2-384      aes256-sha384-prfsha384
ike cbc-256-sha2-512   aes-cbc-256        sha2-512-256  sha2-512      aes256-sha512-prfsha512
ike 3des-md5           3des-cbc           md5-96        md5           3des-md5-prfmd5
ike des-md5            des-cbc            md5-96        md5           des-md5-prfmd5
ike cbc-128-xcbc       aes-cbc-128        aes-xcbc-96   aes-xcbc-128  aes128-aesxcbc-prfaesxcbc
ike cbc-128-cmac       aes-cbc-128        aes-cmac-96   aes-cmac-128  aes128-aescmac-prfaescmac
ike ctr-128-sha2-256   aes-ctr-128        sha2-256-128  sha2-256      aes128ctr-sha256-prfsha256
ike gcm-128            aes-128-gcm-128    none          sha2-256      aes128gcm16-prfsha256
ike gcm-256-icv-64     aes-256-gcm-64     none          sha2-384      aes256gcm8-prfsha384
ike ccm-128            aes-128-ccm-128    none          sha2-256      aes128ccm16-prfsha256
ike chacha20           chacha20-poly1305  none          sha2-512      chacha20poly1305-prfsha512

fixture() {
    topology more=${#suites[@]}
    local i name encryption group hmac prf esp_encryption esp_hmac swan_ike swan_esp more pfs
    local context= connections= id peer_id local remote local_ts remote_ts mode=tunnel extra= child= ike esp
    for ((i = 1; i <= ${#suites[@]}; i++)); do
        read -r name encryption group hmac prf esp_encryption esp_hmac swan_ike swan_esp more <<<"${suites[i - 1]}"
        pfs=none
        case $name in group-*) pfs=$group ;; esac
        local here=10.0.1.$((100 + i)) there=10.0.2.$((100 + i)) ours=10.1.1.$i theirs=10.2.1.$i
        context+=$(
            ike_set "$name" "$encryption" "$group" "$hmac" "$prf"
            esp_set "$name" "$esp_encryption" "$esp_hmac" "$pfs" tunnel "$more"
            if [ "$role" = initiator ]; then
                gate_map a name="$name" local=$here remote=$there acl="permit ip host $ours host $theirs" start= \
                    ike="$name" esp="$name"
            else
                gate_template a name="$name" local=$here ike="$name" esp="$name" \
                    selectors="tsr start-address $ours end-address $ours"
            fi
        )$'\n'
        local=$there remote=$here local_ts=$theirs/32 remote_ts=$ours/32 id=b peer_id=a ike=$swan_ike esp=$swan_esp
        connections+=$(swan_connection)$'\n'
    done
    gate_conf <<<"$context" | gate a &
    printf 'connections {\n%s}\nsecrets {\n  ike-1 {\n    secret = "%s"\n  }\n}\n' "$connections" "$secret" | strongswan b
    wait $!
}

negotiate() { # NAME INDEX
    local name=$1 i=$2 spis
    if [ "$role" = initiator ]; then
        inside a ping -n -q -c 1 -W 1 -I "10.1.1.$i" "10.2.1.$i" >/dev/null || true
        within 8 "the first packet brought the tunnel up" has_sas a 2
    else
        swan_up b "$name"
        within 3 "xfrmgate installed the tunnel" has_sas a 2
    fi
    within 3 "strongSwan installed the tunnel" has_sas b 2
    tunnel_works "10.1.1.$i" "10.2.1.$i" 3
    case $name in
    group-*) # the group also in CREATE_CHILD_SA
        spis=$(spis a any any)
        swan b --rekey --child "$name"
        within 8 "the Child SA was rekeyed with a key exchange" renewed a "$spis"
        tunnel_works "10.1.1.$i" "10.2.1.$i" 3
        ;;
    esac
    swan b --terminate --ike "$name"
    within 3 "a deleted its states" has_sas a 0
}

for ((i = 1; i <= ${#suites[@]}; i++)); do
    name=${suites[i - 1]%% *}
    scenario "$role-$name" negotiate "$name" "$i"
done
