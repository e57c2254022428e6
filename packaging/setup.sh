# shellcheck shell=bash
# Shared by ./run and ./check: installs Debian packages, configures and builds. Sourced, with ROOT set.

export LC_ALL=C.UTF-8

# gp_packages SECTION...: the entries of those sections of packaging/debian-packages, one a line.
gp_packages() {
  local entry section="" wanted=" $* "
  while read -r entry _; do
    case "$entry" in
      "" | "#"*) ;;
      "["*) section=${entry//[\[\]]/} ;;
      *) if [[ $wanted == *" $section "* ]]; then echo "$entry"; fi ;;
    esac
  done <"$ROOT/packaging/debian-packages"
}

# gp_missing SECTION...: the packages of those sections that are not installed, one a line.
gp_missing() {
  local entry
  for entry in $(gp_packages "$@"); do
    if [[ $entry == *:* ]] && command -v "${entry#*:}" >/dev/null; then continue; fi
    if ! dpkg-query -W -f='${db:Status-Status}\n' "${entry%:*}" 2>/dev/null | grep -qx installed; then
      echo "${entry%:*}"
    fi
  done
}

# gp_quietly WHAT LOG COMMAND...: runs the command; says what was done and how long it took; shows the log on failure.
gp_quietly() {
  local what=$1 log=$2 start=$SECONDS
  shift 2
  mkdir -p "$(dirname "$log")"
  if "$@" >"$log" 2>&1 </dev/null; then
    echo "$what: done in $((SECONDS - start)) s"
  else
    local code=$?
    tail -n 100 "$log" >&2
    echo "$what: failed after $((SECONDS - start)) s, whole output in $log" >&2
    return "$code"
  fi
}

# gp_install SECTION...: installs what is missing of those sections.
gp_install() {
  local missing as_root=()
  mapfile -t missing < <(gp_missing "$@")
  if ((${#missing[@]} == 0)); then return; fi
  if ((EUID != 0)); then
    if ! sudo -n true 2>/dev/null; then
      echo "These packages are missing, and only root may install them: ${missing[*]}" >&2
      return 1
    fi
    as_root=(sudo -n)
  fi
  gp_quietly "Package lists" "$ROOT/build/log/apt-update.log" "${as_root[@]}" apt-get update || return
  gp_quietly "Installing ${#missing[@]} packages" "$ROOT/build/log/apt-install.log" \
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}

# gp_build PRESET TARGET...: configures and builds in build/PRESET; waits for another build there.
gp_build() {
  local preset=$1
  shift
  (
    cd "$ROOT" || exit
    mkdir -p build
    exec 9>"build/$preset.lock"
    flock 9
    gp_quietly "Configuring $preset" "build/log/$preset-configure.log" cmake --preset "$preset" &&
      gp_quietly "Building $preset" "build/log/$preset-build.log" ninja -C "build/$preset" -j "$(nproc)" "$@"
  )
}
