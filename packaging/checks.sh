# shellcheck shell=bash disable=SC2034
# The parts of ./check. Sourced after setup.sh, in the root folder. Each part_NAME runs in a shell of its own, writes to
# its log, and returns 0 (passed), $SKIP (needs reference data that is not there) or anything else (failed). A line
# "note: ..." is repeated beside the part's result.

. packaging/package.sh
. packaging/package_check.sh
. packaging/requirements.sh

SKIP=77
PARTS="format floors docs requirements tidy unit walk conformance mmc correlate grammar codes devices faults r15 registration flags compare states endpoints kills housekeeping demo clients library package sanitizers fuzz"
# In a long run, or by name.
LONG_PARTS="threads"
# These wait for processes and clocks more than they compute, or for the optimised build.
BESIDE_SANITIZED="kills codes faults endpoints housekeeping"
BESIDE_OPTIMISED="demo clients library package"
declare -A ABOUT=(
  [format]="sources are as clang-format leaves them"
  [floors]="a room that uses a higher floor is refused, by link list and by #include; no constant hides one of base"
  [docs]="no dead link, no path of one machine, no overlong file; log messages are listed"
  [requirements]="each requirement has a test or a stated reason, and docs/requirements.md says so"
  [r15]="the tests of SECMP0015, by their IDs"
  [flags]="the tests of MP077, service flags and their files, by their IDs"
  [states]="the table of SMI statuses explored, every service held to it, and its picture is as the table is"
  [registration]="service flags and the files of registration data providers: in the store, and a home's life through the gateway"
  [tidy]="clang-tidy over the rooms that read foreign octets"
  [unit]="the tests of every room, under the address and undefined-behaviour sanitizers (--long: every test optimised too)"
  [walk]="what docs/adding-a-use-case.md has its reader do, done and run"
  [conformance]="reference messages: decode, verify, encode and transform to the same octets (reference data)"
  [mmc]="answers and alerts as MMC: valid, with the values of a second reading of the octets (reference data)"
  [correlate]="pre-commands equal their requests, and 1,000 generated changes are found and named (reference data)"
  [grammar]="generated requests: our verdict equals xmllint's with the published schema (reference data)"
  [codes]="each response code provoked over HTTP, its rule named"
  [devices]="reference requests, through the exchange to virtual Devices, are answered and read back; so are commands and errors (reference data)"
  [faults]="Devices that are silent, late, forge or lose their link, and that join: through the real server"
  [clients]="the unmodified public clients against a running server (reference data)"
  [demo]="./run --once"
  [endpoints]="endpoints that are down for a week, slow, or refuse: every result arrives once, others are unhindered"
  [kills]="server and device process killed under load: nothing lost, nothing doubled"
  [library]="the codec installed as a C++ library, and the example program built against it from elsewhere"
  [package]="the Debian package installed in a clean root, started by its units, upgraded over an older schema (root)"
  [housekeeping]="Devices that stay Pending too long: killed half-way and resumed, the same end, each N8 once"
  [compare]="traffic under the rules of two days: each modification makes its differences, and no others"
  [sanitizers]="every test under the sanitizers; in a run of more parts only those that no other part runs"
  [threads]="store, engine and server under load with the thread sanitizer (by name, or with --long)"
  [fuzz]="the fuzzers, 3 minutes in all; with --long 10 minutes each"
)

# The project's files: tracked, or new and not ignored.
ours() { git -c safe.directory="$ROOT" ls-files --cached --others --exclude-standard -- "$@" | while read -r file; do
  if [[ -f $file ]]; then echo "$file"; fi
done; }

need_reference_data() {
  if [[ -z ${GRIDPOST_REFERENCE_DATA:-} ]]; then
    echo "note: GRIDPOST_REFERENCE_DATA is not set: NOTHING WAS COMPARED"
    exit "$SKIP"
  fi
}

note_skips() {  # LOG: says how many tests skipped themselves
  local count why=
  count=$(grep -cE '^\[  SKIPPED \] .*\([0-9]+ ms\)' "$1" || true)
  if [[ -z ${GRIDPOST_REFERENCE_DATA:-} ]]; then why=": GRIDPOST_REFERENCE_DATA is not set"; fi
  if ((count > 0)); then echo "note: $count tests SKIPPED themselves$why"; fi
}

# The test programs that earlier parts of this run have run under the sanitizers.
SANITIZED=build/check/sanitized.list

sanitizer_options() {
  export UBSAN_OPTIONS=print_stacktrace=1 ASAN_SYMBOLIZER_PATH
  ASAN_SYMBOLIZER_PATH=$(command -v llvm-symbolizer-16)
}

# test_program NAME: what is to be built for the tests of that name, of a room or of a file in tests/.
test_program() { if [[ -f tests/$1.cpp ]]; then echo cross_tests; else echo "$1"; fi; }

# run_tests NAME OPTION...: runs them, as built with the preset in TESTED (asan).
run_tests() {
  local name=$1 program
  program=$(test_program "$name")
  shift
  if [[ $program == cross_tests ]]; then set -- --of "$name" "$@"; fi
  timeout --foreground -k 10 900 "build/${TESTED:-asan}/$program" "$@"
}

# cross_test NAME: builds and runs the tests of tests/NAME.cpp, with the sanitizers; the programs that they start have
# them too. No file, or no test in it, is a failure.
cross_test() {
  if [[ ! -f tests/$1.cpp ]]; then
    echo "There is no tests/$1.cpp, so this part has nothing to run."
    return 1
  fi
  gp_build asan gridpost cross_tests || return
  sanitizer_options
  local output=build/check/$1.out
  run_tests "$1" >"$output" 2>&1
  local code=$?
  cat "$output"
  note_skips "$output"
  if ((code == 124)); then echo "$1 was stopped after 900 s."; fi
  if ((code == 0)) && ! grep -qE '^\[  PASSED  \] [1-9]' "$output"; then
    echo "$1 ran no test to its end."
    return 1
  fi
  if ((code == 0)); then echo "$1" >>"$SANITIZED"; fi
  return $code
}

part_format() {
  local output
  if ! output=$(ours '*.cpp' '*.h' | xargs clang-format-16 --dry-run --Werror 2>&1); then
    sed -n 's/^\([^ :]*\):.*-Wclang-format-violations.*/\1/p' <<<"$output" | uniq
    echo "Mend with: clang-format-16 -i FILE"
    return 1
  fi
}

# The rooms of the build description with one more: configures (code 0) or refuses.
configure_with() {
  local scratch=build/check/floors
  rm -rf "$scratch"
  mkdir -p "$scratch"
  cp -r cmake "$scratch"
  { sed '/^gridpost_program/,$d' CMakeLists.txt && echo "$1"; } >"$scratch/CMakeLists.txt"
  cmake -S "$scratch" -B "$scratch/build" -G Ninja -DCMAKE_CXX_COMPILER=clang++-16 -DCMAKE_C_COMPILER=clang-16 2>&1
}

# Every #include "ROOM/..." under src/ names the room itself or one in its link list.
includes_above() {
  local room list file other bad=0
  while read -r room list; do
    while IFS=: read -r file other; do
      if [[ $other != "$room" && " $list " != *" $other "* && -d src/$other ]]; then
        echo "$file includes $other/, which is not in the link list of $room ($list)"
        bad=1
      fi
    done < <(grep -rEo --include='*.h' --include='*.cpp' '^#include "[a-z]+/' "src/$room" | sed 's/#include "//; s/\/$//')
  done < <(sed -nE 's/^gridpost_room\(([a-z]+) +FLOOR [0-9]+ ?(FUZZED ?)?(ROOMS ([a-z ]*))?.*/\1 \4/p' CMakeLists.txt)
  return $bad
}

# The constants that these files have at the left margin, each once.
constants_of() {
  grep -hE '^(inline |static )?(constexpr|const) [^(]*\bk[A-Z]' "$@" | grep -oE '\bk[A-Z][A-Za-z0-9]* *(=|\{|\[)' | grep -oE '^k\w+' | sort -u
}

# The files of a room are compiled as one: a constant of one file that has the name of one that every room sees would take
# its place in the others, without a word.
hidden_constants() {
  local name bad=0
  for name in $(comm -12 <(constants_of src/base/*.h) <(ours 'src/*.cpp' | xargs cat | constants_of)); do
    ours 'src/*.cpp' | xargs grep -nE "^(inline |static )?(constexpr|const) [^(]*\\b$name *(=|\\{|\\[)"
    bad=1
  done
  if ((bad)); then echo "These constants hide one of a header that every room sees."; fi
  return $bad
}

part_floors() {
  local output
  includes_above || return
  hidden_constants || return
  if ! output=$(configure_with "gridpost_room(probe FLOOR 6 ROOMS access)"); then
    echo "$output"
    echo "A room that uses a lower floor was refused."
    return 1
  fi
  local floor
  for floor in 5 4; do
    if output=$(configure_with "gridpost_room(probe FLOOR $floor ROOMS access)"); then
      echo "A room on floor $floor that uses access, on floor 5, was not refused."
      return 1
    fi
    if ! grep -q "may not use access" <<<"$output"; then
      echo "$output"
      echo "CMake refused, but for another reason."
      return 1
    fi
  done
}

dead_links() {
  local file target bad=0
  while read -r file; do
    while read -r target; do
      target=${target%%#*}
      if [[ -n $target && $target != *:* && ! -e $(dirname "$file")/$target ]]; then
        echo "$file: dead link to $target"
        bad=1
      fi
    done < <(grep -oE '\]\([^) ]+\)' "$file" | sed 's/^](//; s/)$//')
  done < <(ours '*.md')
  return $bad
}

# Every log identifier stands at one place of the code and in the page, with its level.
log_messages() {
  local page=docs/reference/messages.md code listed
  code=$(ours 'src/*.cpp' 'src/*.h' | grep -v '_test\.cpp$' | xargs cat | tr -s '\n ' ' ' |
    grep -oE 'log::(info|warn|error)\( ?"GP-[A-Z]+-[0-9]+"' |
    sed -E 's/log::([a-z]+)\( ?"([^"]*)"/\2 \1/; s/ warn$/ warning/' | sort)
  listed=$(sed -nE 's/^\| (GP-[A-Z]+-[0-9]+) \| ([a-z]+) \| .*\| .* \|$/\1 \2/p' "$page" | sort)
  diff <(echo "$listed") <(echo "$code") | sed -nE "s#^< (.*)#$page has \1, the code has not#p; s#^> (.*)#the code has \1, $page has not#p"
  [[ $code == "$listed" ]]
}

part_docs() {
  local bad=0 file lines
  ours >/dev/null || return
  dead_links || bad=1
  log_messages || bad=1
  if ours | grep -vx 'LICENSE' | xargs -r grep -InE '(^|[^A-Za-z0-9._/])/(work|home|root|Users)/[A-Za-z]'; then
    echo "These lines name a path of one machine."
    bad=1
  fi
  if ours | grep -vx '.ci/run' | xargs -r grep -InE '\.\.[/]shared'; then
    echo "Only .ci/run may say where reference data lies."
    bad=1
  fi
  for file in $(ours '*.cpp' '*.h' '*.sh' '*.cmake'); do
    lines=$(wc -l <"$file")
    if ((lines > 600)); then echo "note: $file has $lines lines"; fi
  done
  return $bad
}

# Over the files of a room at once, whose headers are then looked through once; and without precompiled headers, which
# it would look through again for each.
part_tidy() {
  gp_quietly "Configuring tidy" build/log/tidy-configure.log cmake --preset debug -B build/tidy -DGRIDPOST_UNITED=ON || return
  room_units build/tidy base crypto gbcs duis transform | xargs -P "$(nproc)" -n 1 clang-tidy-16 -p build/tidy --quiet
}

# room_units BUILD ROOM...: what is compiled of those rooms there, their tests apart.
room_units() {
  local build=$1 room
  shift
  for room in "$@"; do
    grep -A 1 "\"command\".* -o CMakeFiles/gridpost_$room\.dir/" "$build/compile_commands.json" |
      sed -nE 's/^ *"file": "(.*)",?$/\1/p'
  done
}

# sanitized_tests JOBS OPTION...: runs the tests that ctest chooses by the options.
sanitized_tests() {
  local jobs=$1
  shift
  sanitizer_options
  env -u GRIDPOST_LONG GRIDPOST_SHORT=1 ctest --test-dir build/asan --output-on-failure --no-tests=error --timeout 900 \
    -j "$jobs" "$@" || return
  note_skips build/asan/Testing/Temporary/LastTest.log
}

# Once, and with sanitizers: a build with optimised tests beside it finds next to nothing more, and costs minutes.
# Where other parts follow, all that they need is built at once: a large file at the end would leave a processor idle.
part_unit() {
  local what=room_tests
  if ((${#chosen[@]} > 1)); then what=all; fi
  gp_build asan $what || return
  sanitized_tests "$(nproc)" -L room || return
  ctest --test-dir build/asan -N -L room | sed -nE 's/^ *Test +#[0-9]+: //p' >>"$SANITIZED"
  if [[ -n ${GRIDPOST_LONG:-} ]]; then
    gp_build release all || return
    ctest --test-dir build/release --output-on-failure --no-tests=error --timeout 900 -j "$(nproc)"
  fi
}

# The page's own test, and those that take a new use case up, for the use case that the page makes up.
part_walk() {
  gp_build asan walk_test || return
  sanitizer_options
  build/asan/walk_test --gtest_filter='BlockCounters*:UseCases.*:*EveryUseCase*/ECS99' | tee build/check/walk.out
  [[ ${PIPESTATUS[0]} == 0 ]] && grep -qE '^\[  PASSED  \] [1-9]' build/check/walk.out &&
    grep -q 'OK.*/ECS99' build/check/walk.out
}

# Statuses move in one place. Everything else that gives a Device a status, or writes its history, is named here: what
# reads it back from a store, and what imports it.
statuses_elsewhere() {
  ours 'src/*.cpp' 'src/*.h' | grep -vE '_test\.cpp$|_for_tests\.h$|_suite\.h$|_model\.h$' |
    grep -vxE 'src/inventory/(change|history_import)\.cpp|src/store/sqlite/device_table\.cpp|src/app/load_world\.cpp' |
    xargs grep -nE '\.status = (catalogue::|static_cast<|value_of<)*(Smi|smi_)|statuses\.(push|emplace)_back|RecordStatus\{\{' | grep -vE 'UserStatus|query\.status'
}

part_states() {
  local program output bad=0
  if statuses_elsewhere; then
    echo "These lines move a status without asking the table in src/catalogue/status_machine.cpp."
    return 1
  fi
  gp_build asan gridpost catalogue_test inventory_test exchange_test cross_tests || return
  sanitizer_options
  for program in catalogue_test inventory_test exchange_test configuration_test; do
    output=build/check/states.$program.out
    run_tests "$program" --gtest_filter='States.*' >"$output" 2>&1 || bad=1
    cat "$output"
    if ! grep -qE '^\[  PASSED  \] [1-9]' "$output"; then bad=1; fi
  done
  return $bad
}

part_conformance() {
  need_reference_data
  cross_test conformance_test || return
  cross_test conformance_tables_test
}

part_mmc() {
  need_reference_data
  cross_test mmc_reading_test
}

part_correlate() {
  need_reference_data
  cross_test correlate_test
}

part_grammar() {
  need_reference_data
  cross_test grammar_test
}

part_codes() { cross_test codes_test; }

part_devices() {
  need_reference_data
  cross_test device_answers_test || return
  cross_test device_commands_test
}

part_faults() { cross_test faults_test; }

part_endpoints() { cross_test endpoints_test; }

part_kills() { cross_test kills_test; }

# The parts of the engine, the life of a home; and the published examples of files, where they are.
part_registration() {
  cross_test service_flags_test || return
  cross_test flag_answers_test || return
  cross_test registration_files_test || return
  gp_build asan registration_test || return
  build/asan/registration_test --gtest_filter='FlagFileReference.*:FlagFile.*Golden*' || return
  if [[ -z ${GRIDPOST_REFERENCE_DATA:-} ]]; then echo "note: GRIDPOST_REFERENCE_DATA is not set: no published example was compared"; fi
}
part_compare() { cross_test compare_test; }

part_housekeeping() { cross_test housekeeping_test && cross_test housekeeping_kills_test; }

# Installs the library into a folder of its own, and builds and runs the example against that folder alone.
part_library() {
  local scratch=$ROOT/build/check/library got
  gp_build release gridpost_library || return
  rm -rf "$scratch"
  mkdir -p "$scratch"
  cmake --install build/release --component codec --prefix "$scratch/installed" || return
  cp -r examples/codec "$scratch/example"
  cmake -S "$scratch/example" -B "$scratch/build" -G Ninja -DCMAKE_PREFIX_PATH="$scratch/installed" \
    -DCMAKE_CXX_COMPILER=clang++-16 && cmake --build "$scratch/build" || return
  got=$("$scratch/build/example" "$scratch/example/request.xml" "$scratch/example/answer.hex") || return
  echo "$got"
  for expected in "a request for ECS70Commission" "is what the request means" "CurrentDateTime should be" \
    "<ra:MeterBalance>3500000</ra:MeterBalance>" "the same octets again" "no message: "; do
    if ! grep -qF -- "$expected" <<<"$got"; then
      echo "The example did not print: $expected"
      return 1
    fi
  done
}

part_clients() {
  need_reference_data
  if [[ ! -f tests/clients.sh ]]; then
    cross_test clients_test
    return
  fi
  gp_build release gridpost || return
  timeout --foreground -k 10 900 bash tests/clients.sh
}

part_demo() {
  gp_build release gridpost || return  # so that the limit below is not for the build
  rm -rf build/check/demo.data
  timeout --foreground -k 10 600 ./run --once --data "$ROOT/build/check/demo.data"
}

part_sanitizers() {
  local jobs=$((2 * $(nproc))) # most of these wait for processes that they started
  gp_build asan all || return
  echo "note: $(sort -u "$SANITIZED" 2>/dev/null | wc -l) test programs ran under the sanitizers in other parts"
  sanitized_tests "$jobs" -E "^($(sort -u "$SANITIZED" 2>/dev/null | paste -sd '|'))$"
}

# What many threads share: the store, the engine, and server and Devices as processes of their own. Each process that finds
# a race leaves a report.
part_threads() {
  local name failed=0 reports=build/check/threads.report TESTED=tsan
  gp_build tsan gridpost store_test cross_tests || return
  rm -f "$reports".*
  export GRIDPOST_SHORT=1 TSAN_OPTIONS="log_path=$ROOT/$reports"
  for name in store_test engine_ports_test bulk_work_test housekeeping_test inventory_at_large_test endpoints_test load_test \
    operations_test codes_test kills_test; do
    run_tests "$name" || failed=1
  done
  if compgen -G "$reports.*" >/dev/null; then
    cat "$reports".*
    failed=1
  fi
  return $failed
}

# run_fuzzer NAME SECONDS: begins with what fuzz_seeds made; what breaks it stays in build/fuzz/. Says how often it ran;
# no number is a failure.
run_fuzzer() {
  local log=build/check/$1.out code runs
  mkdir -p "build/fuzz/$1" "build/fuzz/seeds/$1" build/check
  "build/asan/$1" "build/fuzz/$1" "build/fuzz/seeds/$1" -max_total_time="$2" -timeout=25 -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="build/fuzz/$1-" >"$log" 2>&1
  code=$?
  cat "$log"
  runs=$(sed -nE 's/^stat::number_of_executed_units: *([0-9]+)$/\1/p' "$log")
  if ((code == 0)) && [[ -z $runs ]]; then
    echo "$1 did not say how often it ran."
    return 1
  fi
  echo "note: $1: ${runs:-unknown} executions, at most $2 s"
  return $code
}

# Three minutes in all, or in a long run 10 minutes each; as many at once as processors.
part_fuzz() {
  local names seconds jobs
  names=$(ours 'fuzz/*_fuzz.cpp' | sed 's|.*/||; s|\.cpp$||')
  if [[ -z $names ]]; then
    echo "There is no fuzz/*_fuzz.cpp, so this part has nothing to run."
    return 1
  fi
  # shellcheck disable=SC2086
  gp_build asan fuzz_seeds $names || return
  sanitizer_options
  rm -rf build/fuzz/seeds
  build/asan/fuzz_seeds build/fuzz/seeds || return
  jobs=$(nproc)
  seconds=$((180 / $(wc -w <<<"$names")))
  if [[ -n ${GRIDPOST_LONG:-} ]]; then seconds=600; fi
  export -f run_fuzzer
  xargs -P "$jobs" -I NAME bash -c "run_fuzzer NAME $seconds" <<<"$names"
}
