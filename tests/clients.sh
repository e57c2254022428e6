#!/bin/bash
# The unmodified public clients against a running server: sets everything up around tests/clients/clients.mjs.
#   GRIDPOST_REFERENCE_DATA   folder with duis-templates and keys
#   GRIDPOST_BINARY           the gridpost command; default build/release/gridpost
# Everything is played twice, at the same time: with the public signing tool, and with ours. Exit 0: all as the story in
# clients/life says, both times. What the processes wrote stays in build/clients/run-tool and build/clients/run-signer.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
REFERENCE=${GRIDPOST_REFERENCE_DATA:?names no folder with the reference data}
GRIDPOST=${GRIDPOST_BINARY:-build/release/gridpost}
PACKAGES=build/clients
# The one certificate of the DCC that both the signing tool and the folder of keys have. (DUIS 3.6)
SIGNER=167048897159233642262001557408276884033

# npm writes the last file when everything is in place.
install_clients() {
  local last=$PACKAGES/node_modules/.package-lock.json
  if [[ -f $last ]] && cmp -s tests/clients/package.json "$PACKAGES/package.json"; then return; fi
  rm -rf "$PACKAGES"
  mkdir -p "$PACKAGES"
  cp tests/clients/package.json "$PACKAGES/"
  npm install --prefix "$PACKAGES" --no-package-lock --no-audit --no-fund --loglevel=error
}

# free_ports COUNT: that many different ports that nobody listens on.
free_ports() {
  node -e '
    const { createServer } = require("node:net")
    const servers = Array.from({ length: Number(process.argv[1]) }, () => createServer().listen(0, "127.0.0.1"))
    Promise.all(servers.map((server) => new Promise((done) => server.on("listening", done)))).then(() => {
      console.log(servers.map((server) => server.address().port).join(" "))
      servers.forEach((server) => server.close())
    })' "$1"
}

# start NAME ARGUMENT...: a gridpost process that writes to $RUN/NAME.log; returns when it is ready.
children=()
start() {
  local name=$1 log=$RUN/$1.log child
  shift
  : >"$log"
  "$GRIDPOST" "$@" >"$log" 2>&1 &
  child=$!
  children+=("$child")
  for _ in {1..300}; do
    if grep -qx ready "$log"; then return; fi
    if ! kill -0 "$child" 2>/dev/null; then break; fi
    sleep 0.1
  done
  echo "gridpost $name did not become ready:" >&2
  cat "$log" >&2
  return 1
}

stop_all() {
  if ((${#children[@]} > 0)); then
    kill "${children[@]}" 2>/dev/null || true
    wait "${children[@]}" 2>/dev/null || true
  fi
  children=()
}

finish() {
  local code=$?
  stop_all
  if ((code != 0)); then tail -n 40 "$RUN"/*.log 2>/dev/null || true; fi
  exit "$code"
}

# Two runs in one folder would end each other: the second waits.
mkdir -p build
exec {lock}>build/clients.lock
flock "$lock"
install_clients

# play WITH: the whole life of a home; WITH is "tool" or "signer".
play() {
  trap finish EXIT
  RUN=build/clients/run-$1
  rm -rf "$RUN"
  mkdir -p "$RUN/parties"
  read -r duis smki operations devices receiver signing < <(free_ports 6)
  sed "s|ANCHOR|$(date -u +%Y-%m-%dT%H:%M:%S.000Z)|; s|ENDPOINT|127.0.0.1:$receiver/smartdcc/duis|" \
    tests/clients/world.toml >"$RUN/world.toml"
  # The server begins without homes; when the hubs are exchanged, each stands where the other one stood.
  sed '/^\[\[homes\]\]/,$d' "$RUN/world.toml" >"$RUN/server-world.toml"
  sed -E 's/^((chf|gpf) = ".*-)01"/\1new"/; s/^((chf|gpf) = ".*-)02"/\101"/; s/-new"/-02"/' \
    "$RUN/world.toml" >"$RUN/world-exchanged.toml"
  "$GRIDPOST" pki make --world "$RUN/world.toml" --out "$RUN/keys" --devices-only
  # The Devices know the parties' certificates, not their private keys.
  grep -lF -- '-----BEGIN CERTIFICATE-----' "$REFERENCE"/keys/*.pem "$REFERENCE"/keys/xml-signing/*.pem |
    xargs cp -t "$RUN/parties"

  start server serve --world "$RUN/server-world.toml" --keys "$RUN/keys" --import "$REFERENCE/keys" \
    --import "$REFERENCE/keys/xml-signing" --waive-validity --signer "$SIGNER" --data "$RUN/server" \
    --devices "127.0.0.1:$devices" --duis-port "$duis" --smki-port "$smki" --operations-port "$operations"

  signer=
  if [[ $1 == signer ]]; then
    start signer signer --import "$REFERENCE/keys/xml-signing" --waive-validity --port "$signing"
    signer="\"signer\": \"http://127.0.0.1:$signing\","
  fi

  cat >"$RUN/config.json" <<END
{
  $signer
  "packages": "$PACKAGES",
  "gateway": "http://127.0.0.1:$duis",
  "smki": "127.0.0.1:$smki",
  "templates": "$REFERENCE/duis-templates",
  "receiver": { "port": $receiver, "path": "/smartdcc/duis" },
  "dcc": "90-B3-D5-1F-30-00-00-02",
  "users": {
    "supplier": "90-B3-D5-1F-30-01-00-00",
    "networkOperator": "90-B3-D5-1F-30-02-00-00",
    "secondSupplier": "90-B3-D5-1F-30-03-00-00",
    "otherUser": "00-DB-12-34-56-78-00-04"
  },
  "home": {
    "command": "$GRIDPOST",
    "world": "$RUN/world.toml",
    "exchanged": "$RUN/world-exchanged.toml",
    "data": "$RUN/devices",
    "log": "$RUN/devices.log",
    "arguments": ["--keys", "$RUN/keys", "--import", "$RUN/parties", "--waive-validity", "--port", "$devices",
      "--end-with-parent"]
  },
  "mmc": {
    "command": "$GRIDPOST",
    "log": "$RUN/answers.log",
    "arguments": ["--keys", "$RUN/keys", "--import", "$REFERENCE/keys", "--import", "$REFERENCE/keys/xml-signing",
      "--waive-validity"]
  },
  "devices": {
    "chf": "02-47-50-11-00-00-09-01",
    "gpf": "02-47-50-12-00-00-09-01",
    "esme": "02-47-50-13-00-00-09-01",
    "gsme": "02-47-50-14-00-00-09-01",
    "ppmid": "02-47-50-15-00-00-09-01",
    "hcalcs": "02-47-50-16-00-00-09-01",
    "ihd": "02-47-50-17-00-00-09-01",
    "chf2": "02-47-50-11-00-00-09-02",
    "gpf2": "02-47-50-12-00-00-09-02"
  },
  "products": {
    "chf": {
      "DeviceManufacturer": "Fernhollow Radio",
      "DeviceModel": "FR-Gate 2",
      "SMETSCHTSVersion": "CHTS V1.4",
      "FirmwareVersion": "01040200"
    },
    "esme": {
      "DeviceManufacturer": "Brackwater Metering",
      "DeviceModel": "BM-E1",
      "SMETSCHTSVersion": "SMETS2 V4.2",
      "FirmwareVersion": "05020001",
      "ESMEVariant": "AD"
    },
    "gsme": {
      "DeviceManufacturer": "Larkmoor Gas Meters",
      "DeviceModel": "LG-4",
      "SMETSCHTSVersion": "SMETS2 V4.2",
      "FirmwareVersion": "00040200"
    },
    "ppmid": {
      "DeviceManufacturer": "Ashgrove Displays",
      "DeviceModel": "AD-7",
      "SMETSCHTSVersion": "SMETS2 V4.2",
      "FirmwareVersion": "00000107"
    },
    "hcalcs": {
      "DeviceManufacturer": "Tanbeck Controls",
      "DeviceModel": "TC-2",
      "SMETSCHTSVersion": "SMETS2 V4.2",
      "FirmwareVersion": "00020004"
    },
    "ihd": { "DeviceManufacturer": "Ashgrove Displays", "DeviceModel": "AD-1" }
  },
  "mpan": "1300573100421",
  "secondaryMpan": "1300573100510",
  "mprn": "7055302107"
}
END
  node tests/clients/clients.mjs --config "$RUN/config.json"
  stop_all
}

(play signer) >build/clients/signer.log 2>&1 &
signer_play=$!
failed=0
(play tool) || failed=1
wait "$signer_play" || failed=1
echo "The same with gridpost signer in the place of the public signing tool:"
cat build/clients/signer.log
exit "$failed"
