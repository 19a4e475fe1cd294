# Every algorithm with xfrmgate as responder and strongSwan on the other side.
role=responder
. "$lib/suites.sh"
