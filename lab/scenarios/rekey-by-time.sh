# Rekeying by time, apart because the shortest lifetimes that the language takes are long for a test.
. "$lib/../rekey.sh"
names=() calls=()

scenario rekey-ike-by-time-strongswan gate_rekeys_ike swan
scenario rekey-ike-by-time-pair gate_rekeys_ike gate
scenario rekey-child-by-time-strongswan gate_rekeys_child_by_time swan
scenario rekey-child-by-time-pair gate_rekeys_child_by_time gate
