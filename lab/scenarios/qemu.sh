# needs qemu
# run by: make lab-qemu
# What Debian's own kernel does with a processor that has AES instructions, which User-mode Linux has not.

fixture() { topology; }

# in_use WORD: SAs have a driver with this word in its name: they hold the generator of IVs around it, besides the list itself.
in_use() {
    awk -v word="$1" '/^driver/ { hit = index($3, "seqiv(") == 1 && index($3, word) } hit && /^refcnt/ && $3 > n { n = $3 } END { exit n < 2 }' /proc/crypto
}
# shows ACCELERATED: what the command line says of the only suite.
shows() {
    gate_ctl a show crypto offload >"$work/offload" || fail "show crypto offload: $(<"$work/offload")"
    grep -E "^aes-128-gcm-128 .* $1 *\$" "$work/offload" || fail "not accelerated=$1, but: $(<"$work/offload")"
}
driver_metric() { [ "$(metric a "^xfrmgate_kernel_driver.*accelerated=\"$1\".*driver=\"$2")" -eq 1 ]; }

# The module is kept away as an administrator would: the daemon says so in its log, by command and in the metrics. Then it is loaded:
# from the next rekey on the SAs use it.
aes_instructions() {
    local generic=aes-generic old
    grep -qw aes /proc/cpuinfo || fail "QEMU's processor has no AES instructions"
    echo "install aesni_intel /bin/true" >/etc/modprobe.d/lab.conf
    { sets && gate_template a; } | gate_conf | gate a
    swan_conf b | strongswan b
    swan_up b t # who calls waits longer than we would: all computing is slow here
    within 8 "the tunnel is up" has_sas a 2
    tunnel_works
    grep -q "event=kernel-aes-unused" "$(log gate-a)" || fail "the log does not say that AES instructions lie idle"
    in_use "$generic" || fail "the SAs have another driver: $(grep -A 5 'rfc4106' /proc/crypto)"
    shows no
    grep -F "$generic" "$work/offload" || fail "another driver: $(<"$work/offload")"
    grep "^warning: aes-128-gcm-128: .*aesni_intel" "$work/offload" || fail "no warning: $(<"$work/offload")"
    driver_metric no "rfc4106.gcm_base.ctr.aes-generic" || fail "the metrics have another driver"
    [ "$(metric a "^xfrmgate_kernel_aes_unused")" -eq 1 ] || fail "the metrics do not say that AES instructions lie idle"

    rm /etc/modprobe.d/lab.conf
    modprobe aesni_intel || fail "aesni_intel is not to be had"
    old=$(spis a)
    swan b --rekey --child t >"$work/b.rekey" 2>&1 || fail "no rekey: $(<"$work/b.rekey")"
    within 8 "the Child SA is another" renewed a "$old"
    tunnel_works
    in_use rfc4106-gcm-aesni || fail "the new SAs do not use aesni: $(grep -A 5 'rfc4106' /proc/crypto)"
    ! in_use "$generic" || fail "an SA still has the generic driver"
    shows yes
    grep -E " rfc4106-gcm-aesni +aesni_intel +yes" "$work/offload" || fail "another driver: $(<"$work/offload")"
    ! grep warning "$work/offload" || fail "there is a warning without a reason"
    driver_metric yes rfc4106-gcm-aesni || fail "the metrics have another driver"
    [ "$(metric a "^xfrmgate_kernel_aes_unused")" -eq 0 ] || fail "the metrics still say that AES instructions lie idle"
}

scenario aes-instructions-unused-then-used aes_instructions
