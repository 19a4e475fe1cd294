# Every algorithm with xfrmgate as initiator and strongSwan on the other side.
role=initiator
. "$lib/suites.sh"
