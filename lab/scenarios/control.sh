# The control socket: Debian's swanctl, unmodified, and our own command line, against a gateway with a tunnel to another one.

fixture() { topology hosts; }

# pair [WORD...]: gateway a with a map, b with a template; the tunnel is up. Words change a's map.
pair() {
    { sets && gate_template b; } | gate_conf | gate b
    { sets && gate_map a "$@"; } | gate_conf | gate a
    within 8 "the tunnel is up at a" has_sas a 2
}
idle_pair() {
    { sets && gate_template b; } | gate_conf | gate b
    { sets && gate_map a start=; } | gate_conf | gate a
}

# says TEXT COMMAND...: what the command prints has TEXT in it.
says() {
    local text=$1 said
    shift
    said=$("$@" 2>&1) || fail "status $? of: $* : $said"
    case $said in *"$text"*) ;; *) fail "'$text' is not in what $* says: $said" ;; esac
}

list_sas() {
    pair
    tunnel_works
    says "t: #1, ESTABLISHED, IKEv2, " gate_vici a --list-sas
    says "remote 'b' @ 10.0.2.1[500]" gate_vici a --list-sas
    says "INSTALLED, TUNNEL, ESP:AES_GCM_16-128" gate_vici a --list-sas
    says "local  10.1.0.0/24" gate_vici a --list-sas
    says "5 packets" gate_vici a --list-sas
    says "t: #1, ESTABLISHED, IKEv2, " gate_vici b --list-sas --ike t
}

list_conns() {
    idle_pair
    says "t: IKEv2, no reauthentication" gate_vici a --list-conns
    says "p: TUNNEL" gate_vici a --list-conns
    says "t/p, TUNNEL" gate_vici a --list-pols
}

list_certs_and_pools() {
    idle_pair
    gate_vici a --list-certs || fail "swanctl --list-certs ends with $?"
    gate_vici a --list-pools || fail "swanctl --list-pools ends with $?"
}

stats_and_counters() {
    pair
    says "IKE_SAs: 1 total, 0 half-open" gate_vici a --stats
    says "ike-established" gate_vici a --counters
    says "child-established" gate_vici a --counters --all
    says "reset-counters completed successfully" gate_vici a --counters --reset
}

initiate_and_terminate() {
    idle_pair
    says "initiate completed successfully" gate_vici a --initiate --child p --timeout $((8 * LAB_SLOWNESS))
    has_sas a 2 || fail "swanctl says that it is up, and it is not"
    tunnel_works
    says "terminate completed successfully" gate_vici a --terminate --ike t --timeout $((8 * LAB_SLOWNESS))
    has_sas a 0 || fail "swanctl says that it is down, and it is not"
    within 3 "b deleted its states" has_sas b 0
}

rekey() {
    pair
    local old
    old=$(spis a)
    says "rekey completed successfully" gate_vici a --rekey --child p
    within 8 "the Child SA is another one" renewed a "$old"
    says "rekey completed successfully" gate_vici a --rekey --ike t
    within 8 "the IKE SA is another one" listed a "t: #2, ESTABLISHED"
    tunnel_works
}
listed() { has "$2" gate_vici "$1" --list-sas; }

log_and_monitor() {
    idle_pair
    says "IKE_SAs" gate_vici a --stats # which also writes what swanctl is to load
    start monitor env STRONGSWAN_CONF="$work/swanctl-only.conf" stdbuf -oL swanctl --monitor-sa --raw --uri "unix://$scratch/a.control"
    start logs env STRONGSWAN_CONF="$work/swanctl-only.conf" stdbuf -oL swanctl --log --uri "unix://$scratch/a.control"
    nap 1
    says "initiate completed successfully" gate_vici a --initiate --child p --timeout $((8 * LAB_SLOWNESS))
    within 5 "the monitor tells of the Child SA" has "child-updown event {up=yes t {uniqueid=" cat "$(log monitor)"
    within 5 "the log tells of the IKE SA" has "event=ike-established" cat "$(log logs)"
    stop monitor
    stop logs
}

# The shard's work goes on while a client asks for all and reads nothing.
client_never_reads() {
    pair
    perl -e '
        use IO::Socket::UNIX;
        my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die $!;
        sub packet { my ($kind, $name) = @_; my $body = pack("CC/a*", $kind, $name); return pack("N/a*", $body); }
        syswrite $s, packet(3, "list-sa");
        $s->blocking(0);
        while (defined syswrite $s, packet(0, "list-sas")) { }
        sleep 60;' "$scratch/a.control" >"$work/stuck.log" 2>&1 &
    local stuck=$!
    nap 1
    tunnel_works
    says "rekey completed successfully" gate_vici a --rekey --child p
    within 20 "the client is dropped" has "event=control-client-dropped" cat "$(log gate-a)"
    kill $stuck 2>/dev/null || true
    tunnel_works
}

command_line() {
    pair
    tunnel_works
    says " t " gate_ctl a show crypto ikev2-ikesa security-associations
    says '"remote-id": "b"' gate_ctl a show crypto ikev2-ikesa security-associations peer 10.0.2.1 --json
    says "aes" gate_ctl a show crypto transform-set
    says "crypto map t ikev2-ipv4" gate_ctl a show configuration
    has "$secret" gate_ctl a show configuration && fail "show configuration shows a secret"
    says "no difference" gate_ctl a audit
    says "no difference" gate_ctl b audit
    says "terminated" gate_ctl a terminate --ike t
    has_sas a 0 || fail "the command line says that it is down, and it is not"
}

# Child SAs end alone; what becomes of the IKE SA is its map's matter.
clear_ipsec() {
    local ike
    { sets && gate_template b extra="ikev2-ikesa allow-empty-ikesa"; } | gate_conf | gate b
    { sets && gate_map a start= extra="ikev2-ikesa allow-empty-ikesa"; } | gate_conf | gate a
    says "initiate completed successfully" gate_vici a --initiate --child p --timeout $((8 * LAB_SLOWNESS))
    tunnel_works
    ike=$(ike_spi a)
    says "the Child SAs are deleted" gate_ctl a clear crypto ipsec security-associations peer 10.0.2.1
    has_sas a 0 || fail "the command line says that it is gone, and it is not"
    within 3 "b deleted its states" has_sas b 0
    [ "$(ike_spi a)" = "$ike" ] || fail "the IKE SA did not stay, though it may be empty"
    says "initiate completed successfully" gate_vici a --initiate --child p --timeout $((8 * LAB_SLOWNESS))
    [ "$(ike_spi a)" = "$ike" ] || fail "the IKE SA is another one"
    tunnel_works
}
ike_spi() { gate_ctl "$1" sh cr ikev2-ikesa sec --json | grep -m1 initiator-spi; }

# What is done to the kernel behind the daemon's back is found.
audit() {
    pair
    says "no difference" gate_ctl a audit
    ip -n a xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x1234 reqid 7 mode tunnel \
        aead 'rfc4106(gcm(aes))' 0x0102030405060708090a0b0c0d0e0f1011121314 128
    ip -n a xfrm policy delete dir in src 10.2.0.0/24 dst 10.1.0.0/24
    local said
    said=$(gate_ctl a audit) && fail "audit found nothing: $said"
    case $said in *"extra state 00001234 to 192.0.2.2"*) ;; *) fail "the extra state is not found: $said" ;; esac
    case $said in *"missing policy in 10.2.0.0/24 to 10.1.0.0/24"*) ;; *) fail "the missing policy is not found: $said" ;; esac
}

# Both sides explain a refusal: the responder compares, the initiator tells what it offered.
failures() {
    { ike_set ike1 aes-cbc-256 14 sha2-256-128 sha2-256 && esp_set esp1 aes-128-gcm-128 none && gate_template b; } | gate_conf | gate b
    { sets && gate_map a start=; } | gate_conf | gate a
    gate_vici a --initiate --child p --timeout $((8 * LAB_SLOWNESS)) >"$work/initiate" 2>&1 || true
    within 5 "b tells of the refusal" has "event=negotiation-failed" cat "$(log gate-b)"
    says "the closest" gate_ctl b show crypto ikev2-ikesa failures
    says "encryption: offered aes-128-gcm-128, configured aes-cbc-256" gate_ctl b show crypto ikev2-ikesa failures
    says "NO_PROPOSAL_CHOSEN" gate_ctl a show crypto ikev2-ikesa failures
}

# capture ENCRYPTION HMAC STRONGSWAN: a peer is captured with its keys from its first message on, over a rekey of its IKE SA; Debian's
# tshark decrypts all of it.
capture() {
    local dir=$work/capture new old
    { ike_set ike1 "$1" 19 "$2" sha2-256 && esp_set esp1 aes-128-gcm-128 none && gate_map a start=; } | gate_conf | gate a
    swan_conf b ike="$3" | strongswan b
    start capture env XFRMGATE_CONTROL="$scratch/a.control" XFRMGATE_JAVA_OPTS="-XX:TieredStopAtLevel=1 -Xmx64m" \
        "$XFRMGATE" capture 10.0.2.1 "$dir" --keys --yes
    within 20 "the capture has begun" has "event=capture-started" cat "$(log gate-a)"
    says "initiate completed successfully" gate_vici a --initiate --child p --timeout $((8 * LAB_SLOWNESS))
    says "rekey completed successfully" gate_vici a --rekey --ike t
    within 8 "the IKE SA is another one" listed a "t: #2, ESTABLISHED"
    says "terminate completed successfully" gate_vici a --terminate --ike t --timeout $((8 * LAB_SLOWNESS))
    within 8 "the keys of both IKE SAs are there" lines "$dir/ikev2_decryption_table" 2
    old=$(cut -c-16 "$dir/ikev2_decryption_table" | head -n 1)
    new=$(cut -c-16 "$dir/ikev2_decryption_table" | tail -n 1)
    within 8 "what the new one says is there" decrypted "isakmp.ispi==$new" "Payload: Delete "
    stop capture
    [ "$(stat -c %a "$dir/ike.pcapng" "$dir/ikev2_decryption_table" | sort -u)" = 600 ] || fail "others may read the capture"
    says "Identification Data:a" shark -V -Y "isakmp.ispi==$old&&isakmp.exchangetype==35&&isakmp.flag_r==0"
    says "Identification Data:b" shark -V -Y "isakmp.ispi==$old&&isakmp.exchangetype==35&&isakmp.flag_r==1"
    says "Payload: Key Exchange (34)" shark -V -Y "isakmp.ispi==$old&&isakmp.exchangetype==36"
    has "incorrect" shark -V && fail "tshark finds a check value incorrect"
    within 5 "its end is logged" has "event=capture-ended" cat "$(log gate-a)"
    has "$(cut -d, -f3 "$dir/ikev2_decryption_table" | head -n 1)" cat "$(log gate-a)" "$(log capture)" && fail "a key is in a log"
    return 0
}
lines() { [ "$(wc -l <"$1")" -eq "$2" ]; }
shark() { WIRESHARK_CONFIG_DIR="$work/capture" tshark -n -r "$work/capture/ike.pcapng" "$@" 2>"$work/tshark.log"; }
decrypted() { has "$2" shark -V -Y "$1"; }

# Who may talk to the daemon may still not have the keys.
capture_by_others() {
    idle_pair
    chmod a+x "$scratch" && chmod 666 "$scratch/a.control"
    perl -e '
        use IO::Socket::UNIX;
        use POSIX;
        setgid(65534);
        setuid(65534);
        my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die "no connection: $!";
        my $body = pack("CC/a*", 0, "xfrmgate-capture") . pack("CC/a*n/a*", 3, "peer", "10.0.2.1") . pack("CC/a*n/a*", 3, "keys", "yes");
        syswrite $s, pack("N/a*", $body);
        sysread $s, my $answer, 4096;
        print $answer;' "$scratch/a.control" >"$work/refused" 2>&1 || fail "$(cat "$work/refused")"
    grep -aq "only root and the daemon's own user may capture; you are 65534" "$work/refused" || fail "not refused: $(cat "$work/refused")"
    within 5 "it is logged" has "event=capture-refused" cat "$(log gate-a)"
}

scenario control-list-sas list_sas
scenario control-list-conns list_conns
scenario control-list-certs-and-pools list_certs_and_pools
scenario control-stats-and-counters stats_and_counters
scenario control-initiate-and-terminate initiate_and_terminate
scenario control-rekey rekey
scenario control-log-and-monitor log_and_monitor
scenario control-client-never-reads client_never_reads
scenario control-command-line command_line
scenario control-clear-ipsec clear_ipsec
scenario control-audit audit
scenario control-failures failures
scenario control-capture-cbc capture aes-cbc-256 sha2-384-192 aes256-sha384-prfsha256-ecp256
scenario control-capture-gcm capture aes-128-gcm-128 none aes128gcm16-prfsha256-ecp256
scenario control-capture-by-others capture_by_others
