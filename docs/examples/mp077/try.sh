#!/bin/bash
# Installs three homes of the demonstration's street, sends their service flags to two played registration data
# providers, of which that of gas rejects some, sends a rejected one again, takes in a change of supplier, and shows what
# is stored. Run it in the root folder of Gridpost after ./run --build; it takes a minute.
# Usage: docs/examples/mp077/try.sh [FOLDER]      default: run.data/mp077, emptied first
set -euo pipefail
G=${GRIDPOST:-build/release/gridpost}
D=${1:-run.data/mp077}
SETUP=docs/examples/mp077/providers.toml
rm -rf "$D"
$G demo --once --data "$D" >/dev/null
D=$D/once
world=$D/world.toml
mpan=$(sed -n 's/^mpxn = "\([0-9]\{13\}\)"/\1/p' "$world" | head -n 1)

# shellcheck disable=SC2329
serve() {  # for so many seconds
  $G serve --world "$world" --keys "$D/keys" --data "$D/server" --registration "$SETUP" \
    --registration-files "$D/files" >>"$D/server.log" 2>&1 &
  local process=$!
  sleep "$1"
  kill "$process"
  wait "$process" || true
}
show() { echo "== $*"; "$@"; }

serve 5
show find "$D/files" -name '*.*' -path '*/out/*'
show cat "$D/files/gas/out/"*.DXI
show "$G" provider --registration "$SETUP" --files "$D/files" --reject-percent 50 --seed 4
serve 5
show "$G" flags updates --data "$D/server"
numbers=$("$G" flags updates --data "$D/server" | awk '/rejected/ { print $1 }')
# shellcheck disable=SC2086
show "$G" flags resend $numbers --registration "$SETUP" --data "$D/server"
serve 5
show "$G" provider --registration "$SETUP" --files "$D/files"
serve 5
show "$G" registration set "$mpan" --supplier 02-47-50-01-00-00-00-02 --from 2026-02-01 --data "$D/server"
show "$G" registration handovers --from 2026-02-01 --data "$D/server"
show "$G" registration show "$mpan" --data "$D/server"
show "$G" flags files --data "$D/server"
show "$G" flags reconcile --registration "$SETUP" --data "$D/server"
