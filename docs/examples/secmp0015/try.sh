#!/bin/bash
# Installs the gas meters and displays of world.toml, reads each meter through its hub in the five ways, and shows what
# the displays and the hubs' reports say; of long answers the first fields. Run it in the root folder of Gridpost after
# ./run --build; it takes a minute.
# Usage: docs/examples/secmp0015/try.sh [FOLDER]      default: run.data/secmp0015, emptied first
set -euo pipefail
G=${GRIDPOST:-build/release/gridpost}
D=${1:-run.data/secmp0015}
USER=02-47-50-01-00-00-00-01
BROKER=02-47-50-00-00-00-00-02
rm -rf "$D"
mkdir -p "$D"
sed "s/^start = .*/&\nanchor = $(date -u +%Y-%m-%dT%H:%M:%SZ)/" docs/examples/secmp0015/world.toml >"$D/world.toml"
$G pki make --world "$D/world.toml" --out "$D/keys" >/dev/null
$G devices --world "$D/world.toml" --keys "$D/keys" --data "$D/devices" >"$D/devices.log" 2>&1 &
processes=$!
$G serve --world "$D/world.toml" --keys "$D/keys" --data "$D/server" >"$D/server.log" 2>&1 &
processes+=" $!"
trap 'kill $processes' EXIT
until curl -sf http://127.0.0.1:8080/readyz >/dev/null; do sleep 0.2; done

world_now() {  # world time, by start, anchor and speed
  local anchor start
  anchor=$(date -ud "$(sed -n 's/^anchor = //p' "$D/world.toml")" +%s)
  start=$(date -ud "$(sed -n 's/^start = //p' "$D/world.toml")" +%s)
  date -ud "@$((start + ($(date +%s) - anchor) * 300))" +%Y-%m-%dT%H:%M:%SZ
}

ask() {  # TARGET TYPE VERSION VARIANT COMMAND_VARIANT BODY: sends a request and prints the last answer
  cat >"$D/request.xml" <<END
<sr:Request xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4"><sr:Header>
<sr:RequestID>$USER:$1:1</sr:RequestID><sr:CommandVariant>$5</sr:CommandVariant>
<sr:ServiceReference>$(sed -E 's/^([0-9]+\.[0-9]+)\..*/\1/' <<<"$4")</sr:ServiceReference>
<sr:ServiceReferenceVariant>$4</sr:ServiceReferenceVariant></sr:Header>
<sr:Body>$(sed -E 's#<(/?)#<\1sr:#g' <<<"$6")</sr:Body></sr:Request>
END
  $G send "$D/request.xml" --keys "$D/keys" --port 1880 --device-type "$2" --gbcs-version "$3" | tail -n 1
}

field() { sed -n "s/^$1 = \"\(.*\)\"/\1/p" <<<"$2"; }  # KEY TABLE

device() {  # ID: its table in the world file
  awk -v id="id = \"$1\"" '/^\[/ { table = "" } { table = table $0 "\n" } $0 == id { found = 1 }
    found && /^install_code/ { printf "%s", table; exit }' "$D/world.toml"
}

install() {  # HUB ID TYPE
  local d mpxn
  d=$(device "$2")
  mpxn=$(field mpxn "$d")
  ask "$BROKER" "$3" 4.2 12.2 8 "<DevicePrenotification><DeviceID>$2</DeviceID>\
<DeviceManufacturer>$(field manufacturer "$d")</DeviceManufacturer><DeviceModel>$(field model "$d")</DeviceModel>\
<DeviceType>$3</DeviceType><SMETSCHTSVersion>$(field smets_version "$d")</SMETSCHTSVersion>\
<FirmwareVersion>$(field firmware_version "$d")</FirmwareVersion></DevicePrenotification>"
  ask "$1" CHF 4.2 8.11 1 "<UpdateHANDeviceLog><DeviceID>$2</DeviceID><RequestType>Add</RequestType>\
<AddDeviceToCHFWhitelist><JoinTimePeriod>3600</JoinTimePeriod><InstallCode>$(field install_code "$d")</InstallCode>\
${mpxn:+<ImportMPxN>$mpxn</ImportMPxN>}</AddDeviceToCHFWhitelist></UpdateHANDeviceLog>"
  sleep 1  # it joins within 20 seconds of world time
  if [[ -z $mpxn ]]; then return; fi
  ask "$2" "$3" "$(field gbcs_version "$d")" 8.1.1 4 "<CommissionDeviceSynchroniseClock><CurrentDateTime>$(world_now)</CurrentDateTime>\
<TolerancePeriod>86400</TolerancePeriod></CommissionDeviceSynchroniseClock>"
  ask "$2" "$3" "$(field gbcs_version "$d")" 6.20.1 1 "<SetDeviceConfigurationImportMPxN><ImportMPRN>$mpxn</ImportMPRN>\
</SetDeviceConfigurationImportMPxN>"
}

pairs=("" "old hub, old meter" "old hub, new meter" "new hub, old meter" "new hub, new meter")
for home in 1 2 3 4; do
  version=2.1
  if ((home > 2)); then version=4.2; fi
  printf '\n== %s\n' "${pairs[home]}"
  {
    install "02-47-50-11-00-00-00-0$home" "02-47-50-15-00-00-00-0$home" PPMID
    install "02-47-50-11-00-00-00-0$home" "02-47-50-14-00-00-00-0$home" GSME
  } >>"$D/install.log"
  for variant in 4.1.1:ReadInstantaneousImportRegisters 4.1.2:ReadInstantaneousImportTOUMatrices \
    4.1.4:ReadInstantaneousImportBlockCounters 4.3:ReadInstantaneousPrepayValues 4.18:ReadMeterBalance; do
    printf '%-5s ' "${variant%%:*}"
    ask "02-47-50-12-00-00-00-0$home" GPF "$version" "${variant%%:*}" 1 "<${variant#*:}/>" |
      sed -E 's/^pushed +([A-Z0-9]+) +[^ ]+ /\1  /' | cut -d , -f 1-3
  done
  $G devices display "02-47-50-15-00-00-00-0$home" --data "$D/devices"
  $G devices report "02-47-50-11-00-00-00-0$home" --data "$D/devices"
done
