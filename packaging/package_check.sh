# shellcheck shell=bash
# The part `package` of ./check: the Debian package in a clean root. Sourced by checks.sh.
#
# A chroot has no systemd, so a unit is started by a small runner that does what its lines say: User=, StateDirectory=,
# EnvironmentFile=, LimitNOFILE=, ExecStart=. The lines themselves are verified by systemd-analyze.

PKG=build/package
CLEAN=$PKG/clean # a minimal Debian 12, made once
INSIDE=$PKG/inside # a copy of it, with the package

free_ports() { # COUNT: that many free TCP ports
  python3 -c 'import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*[s.getsockname()[1] for s in sockets])' "$1"
}

unit_value() { sed -n "s/^$2=-\{0,1\}//p" "$INSIDE/lib/systemd/system/$1.service" | head -n 1; }

# start_unit NAME: starts it inside; its process id is in PIDS, its output in a log.
declare -A PIDS
start_unit() {
  local name=$1 user state variables
  user=$(unit_value "$name" User)
  state=$(unit_value "$name" StateDirectory)
  variables=$(unit_value "$name" EnvironmentFile)
  chroot "$INSIDE" install -d -o "$user" -g "$user" -m "$(unit_value "$name" StateDirectoryMode)" "/var/lib/$state"
  (
    set -a
    # shellcheck disable=SC1090
    if [[ -f $INSIDE$variables ]]; then . "$INSIDE$variables"; fi
    ulimit -n "$(unit_value "$name" LimitNOFILE)" 2>/dev/null # a container may not raise it
    # shellcheck disable=SC2046
    exec chroot --userspec="$user:$user" "$INSIDE" $(unit_value "$name" ExecStart)
  ) >>"$PKG/$name.log" 2>&1 &
  PIDS[$name]=$!
}

# stop_unit NAME: as systemd does it; its exit code.
stop_unit() {
  kill "${PIDS[$1]}" && wait "${PIDS[$1]}"
}

await_ready() { # PORT: until /readyz says so, at most 30 s
  local i
  for ((i = 0; i < 150; ++i)); do
    if [[ $(curl -s "http://127.0.0.1:$1/readyz") == ok ]]; then return; fi
    sleep 0.2
  done
  echo "The server is not ready: $(curl -s "http://127.0.0.1:$1/readyz")"
  tail -n 20 "$PKG"/gridpost*.log
  return 1
}

make_clean_root() {
  if [[ -f $CLEAN/.complete ]]; then return; fi
  rm -rf "$CLEAN"
  mkdir -p "$CLEAN"
  debootstrap --variant=minbase --include=ca-certificates bookworm "$CLEAN" || return
  touch "$CLEAN/.complete"
}

# A street of our own: world file and keys, where the packaged units look for them.
furnish() {
  local ports
  read -ra ports <<<"$(free_ports 4)"
  OPERATIONS=${ports[2]}
  sed "s/ANCHOR/$(date -u +%FT%TZ)/; s|ENDPOINT|127.0.0.1:1/smartdcc/duis|" tests/clients/world.toml >"$INSIDE/etc/gridpost/world.toml"
  build/release/gridpost pki make --world "$INSIDE/etc/gridpost/world.toml" --out "$PKG/keys" || return
  cp -r "$PKG/keys/." "$INSIDE/etc/gridpost/keys/"
  chroot "$INSIDE" chown -R root:gridpost /etc/gridpost/keys /etc/gridpost/world.toml
  chroot "$INSIDE" chmod -R g+rX,o-rwx /etc/gridpost/keys /etc/gridpost/world.toml
  cat >"$INSIDE/etc/default/gridpost" <<END
GRIDPOST_SERVE_WORLD=/etc/gridpost/world.toml
GRIDPOST_SERVE_DUIS_PORT=${ports[0]}
GRIDPOST_SERVE_SMKI_PORT=${ports[1]}
GRIDPOST_SERVE_OPERATIONS_PORT=${ports[2]}
GRIDPOST_SERVE_DEVICES=127.0.0.1:${ports[3]}
GRIDPOST_DEVICES_PORT=${ports[3]}
END
}

install_inside() { # DEB
  cp "$1" "$INSIDE/tmp/" || return
  local apt=(chroot "$INSIDE" env DEBIAN_FRONTEND=noninteractive apt-get -qy --no-install-recommends
    -o Dpkg::Options::=--force-confold)
  "${apt[@]}" install "/tmp/$(basename "$1")" || # the lists of the clean root grow old
    { "${apt[@]}" update && "${apt[@]}" install "/tmp/$(basename "$1")"; }
}

# Reads from the store of the service, from outside.
in_store() { sqlite3 "$INSIDE/var/lib/gridpost/gridpost.db" "$1"; }

expect() { # WHAT WANTED FOUND
  if [[ $2 == "$3" ]]; then return; fi
  echo "$1: wanted '$2', found '$3'"
  return 1
}

# The units as installed, but for the place of the program: the clean root has no systemd that could verify them.
check_units() {
  local unit scratch=$PKG/units
  mkdir -p "$scratch"
  for unit in gridpost gridpost-devices; do
    sed "s|^ExecStart=|&$ROOT/$INSIDE|" "$INSIDE/lib/systemd/system/$unit.service" >"$scratch/$unit.service"
    if ! systemd-analyze --man=no verify "$scratch/$unit.service" >"$PKG/verify.log" 2>&1 ||
      grep -F "$unit.service" "$PKG/verify.log"; then
      cat "$PKG/verify.log"
      return 1
    fi
  done
}

# Starts both units, asks for readiness, and stops them in order.
run_service() {
  start_unit gridpost-devices
  start_unit gridpost
  await_ready "$OPERATIONS" || return
  expect "user of the process" gridpost \
    "$(chroot "$INSIDE" getent passwd "$(stat -c %u "/proc/${PIDS[gridpost]}")" | cut -d: -f1)" || return
  local name
  for name in gridpost gridpost-devices; do
    stop_unit "$name" || {
      echo "$name.service ended with code $?"
      return 1
    }
  done
}

# The first release wrote schema version 1. Its data must be there after the upgrade, under the newest schema.
upgrade_over_old_schema() { # DEB
  rm -f "$INSIDE"/var/lib/gridpost/*
  build/release/old_store "$INSIDE/var/lib/gridpost/gridpost.db" 1 || return
  chroot "$INSIDE" chown -R gridpost:gridpost /var/lib/gridpost
  expect "old schema" 1 "$(in_store 'SELECT version FROM schema_version')" || return
  echo "# changed by the operator" >>"$INSIDE/etc/gridpost/gridpost.toml"
  install_inside "$1" || return
  expect "changed configuration" "# changed by the operator" "$(tail -n 1 "$INSIDE/etc/gridpost/gridpost.toml")" || return
  run_service || return
  expect "new schema" "$(build/release/old_store --newest)" "$(in_store 'SELECT version FROM schema_version')" || return
  expect "the User of before" "Old Supplier" "$(in_store 'SELECT name FROM user WHERE id = 5')" || return
  expect "the Device of before, Commissioned" "3 00A1B2C3" "$(in_store "SELECT status || ' ' || firmware_version FROM device
    JOIN device_model ON number = model_number WHERE id = 10")" || return
  expect "the commands of before" "1:01,2:02" "$(in_store "SELECT group_concat(id || ':' || hex(body)) FROM
    (SELECT * FROM outbox WHERE id < 100 ORDER BY id)")" || return
  expect "the request of before" "4.1.1" "$(in_store 'SELECT variant FROM request WHERE target = 10')"
}

part_package() {
  if ((EUID != 0)); then
    echo "note: only root can make a clean root: THE PACKAGE WAS NOT INSTALLED"
    return "$SKIP"
  fi
  local version deb newer
  version=$(gp_version)
  gp_build release gridpost old_store || return
  mkdir -p "$PKG"
  rm -rf "$PKG/keys" "$PKG"/*.log
  newer=$(gp_package "$version+upgrade") && deb=$(gp_package "$version") || return
  lintian --fail-on error "$deb" || return
  make_clean_root || {
    echo "note: debootstrap failed (no network?): THE PACKAGE WAS NOT INSTALLED"
    return "$SKIP"
  }
  rm -rf "$INSIDE"
  cp -a "$CLEAN" "$INSIDE"
  trap 'kill "${PIDS[@]}" 2>/dev/null' EXIT
  install_inside "$deb" || return
  cp "$INSIDE"/var/cache/apt/archives/*.deb "$CLEAN/var/cache/apt/archives/" 2>/dev/null
  expect "version" "gridpost $version" "$(chroot "$INSIDE" gridpost --version)" || return
  check_units || return
  furnish || return
  run_service || return
  upgrade_over_old_schema "$newer" || return
  chroot "$INSIDE" dpkg --purge gridpost || return
  expect "data after a purge" yes "$([[ -f $INSIDE/var/lib/gridpost/gridpost.db ]] && echo yes)"
}
