# shellcheck shell=bash
# docs/requirements.md: which test proves which requirement. Sourced by checks.sh, in the root folder.
#
# docs/requirements.list names the requirements, docs/requirements-without-test.md says why some have no test, and
# tests carry IDs: R15_01 in the name of a test, or R15-01 in a comment or assertion within it.

REQUIREMENTS_LIST=docs/requirements.list
REQUIREMENTS_REASONS=docs/requirements-without-test.md
REQUIREMENTS_PAGE=docs/requirements.md

# "ID<tab>Suite.Test<tab>file" for each ID that a test carries, in the order of files and lines, once each.
requirements_in_tests() {
  ours '*_test.cpp' | sort | xargs awk '
    function ids(text, form,    id) {
      while (match(text, form)) {
        id = substr(text, RSTART, RLENGTH)
        text = substr(text, RSTART + RLENGTH)
        sub(/_$/, "", id)
        sub(/_/, "-", id)
        if (!((id, test, FILENAME) in seen)) print id "\t" test "\t" FILENAME
        seen[id, test, FILENAME] = 1
      }
    }
    FNR == 1 || /^}/ { test = "" }
    /^(TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP)\(/ {
      while ($0 !~ /,.*[,)]/ && (getline more) > 0) $0 = $0 more
      name = $0
      sub(/^[A-Z_]+\( */, "", name)
      sub(/[,)] *(\(.*)?\{? *$/, "", name)
      sub(/\).*/, "", name)
      sub(/ *, */, ".", name)
      test = name
      ids(name, "(R[0-9]+|RCOM|RREL|RSAT)_[0-9][0-9]_")
      next
    }
    test != "" { ids($0, "(R[0-9]+|RCOM|RREL|RSAT)-[0-9][0-9]") }'
}

# "ID<tab>reason", and "CHAPTER<tab>reason" for what is left of a chapter.
requirements_reasons() { sed -nE 's/^\| (R[A-Z0-9]+(-[0-9]+)?) \| (.*) \|$/\1\t\3/p' "$REQUIREMENTS_REASONS"; }

requirements_page() {
  awk -F '\t' '
    FILENAME == ARGV[1] { tests[$1] = tests[$1] (tests[$1] ? "<br>" : "") "`" $2 "` in " $3; next }
    FILENAME == ARGV[2] { reason[$1] = $2; next }
    /^chapter / {
      split($0, word, " ")
      chapter = word[2]
      title = $0
      sub(/^chapter [A-Z0-9]+ /, "", title)
      printf "\n## %s: %s\n\n| ID | class | about | test, or why there is none |\n| --- | --- | --- | --- |\n", chapter, title
      next
    }
    /^R/ {
      split($0, word, " ")
      about = $0
      sub(/^[^ ]+ [^ ]+ /, "", about)
      where = tests[word[1]]
      if (where == "") where = word[1] in reason ? reason[word[1]] : reason[chapter]
      printf "| %s | %s | %s | %s |\n", word[1], word[2], about, where
    }
    BEGIN {
      print "# Requirements and their tests\n"
      print "Made by `./check requirements --write` from [the list](requirements.list), the tests, and"
      print "[what has none](requirements-without-test.md); not edited by hand. Classes: M stated by the source, D derived,"
      print "O option, N guard. `./check r15` runs the tests of SECMP0015, `./check flags` those of MP077."
    }' <(requirements_in_tests) <(requirements_reasons) "$REQUIREMENTS_LIST"
}

# Complaints about IDs of one chapter, or of all: no test and no reason, a reason beside a test, unknown IDs.
requirements_complaints() {  # [CHAPTER]
  awk -F '\t' -v only="${1:-}" '
    FILENAME == ARGV[1] { at[$1] = at[$1] ? at[$1] : $3 " (" $2 ")"; next }
    FILENAME == ARGV[2] { reason[$1] = 1; next }
    /^chapter / { split($0, word, " "); chapter = word[2]; listed[chapter] = 1; next }
    /^R/ {
      split($0, word, " ")
      id = word[1]
      listed[id] = 1
      if (only != "" && chapter != only) next
      if (at[id] == "" && !(id in reason) && !(chapter in reason)) print id " has neither a test nor a reason for having none"
      if (at[id] != "" && (id in reason)) print id " has a reason for having no test, and a test: " at[id]
    }
    END {
      if (only != "") exit
      for (id in at) if (!(id in listed)) print at[id] " names " id ", which is not in the list"
      for (id in reason) if (!(id in listed)) print "a reason is given for " id ", which is not in the list"
    }' <(requirements_in_tests) <(requirements_reasons) "$REQUIREMENTS_LIST" | sort
}

part_requirements() {
  local bad=0 complaints
  complaints=$(requirements_complaints)
  if [[ -n $complaints ]]; then
    echo "$complaints"
    bad=1
  fi
  if ! diff "$REQUIREMENTS_PAGE" <(requirements_page); then
    echo "$REQUIREMENTS_PAGE is not what its sources give; mend with: ./check requirements --write"
    bad=1
  fi
  if [[ -z ${GRIDPOST_REFERENCE_DATA:-} ]]; then
    echo "note: GRIDPOST_REFERENCE_DATA is not set: the list was not compared with its source"
  elif ! diff <(sed -nE 's/^(R[A-Z0-9]+-[0-9]+ [A-Z/]+) .*/\1/p' "$REQUIREMENTS_LIST" | sort) \
    <(sed -nE 's/^\* \*\*(R[A-Z0-9]+-[0-9]+) \[([^]]*)\].*/\1 \2/p' "$GRIDPOST_REFERENCE_DATA/seeds/requirements.md" | sort); then
    echo "$REQUIREMENTS_LIST has other IDs or classes than its source."
    bad=1
  fi
  echo "note: $(requirements_in_tests | cut -f1 | sort -u | wc -l) of $(grep -c '^R' "$REQUIREMENTS_LIST") requirements have a test"
  return $bad
}

# What the tests of a file are called: after the room, or after the file itself.
tests_of() {
  case $1 in
    src/*) sed -E 's#^src/([a-z]+)/.*#\1_test#' <<<"$1" ;;
    *) basename "$1" .cpp ;;
  esac
}

# Runs the tests that carry IDs of the chapter, by name; each must run to its end or skip itself.
run_requirements() {  # CHAPTER
  local bad=0 complaints file tests program output failed=0 ran=0
  complaints=$(requirements_complaints "$1")
  if [[ -n $complaints ]]; then
    echo "$complaints"
    bad=1
  fi
  local -A filters=()
  while IFS=$'\t' read -r _ tests file; do
    program=$(tests_of "$file")
    filters[$program]+="${filters[$program]:+:}$tests:*/$tests/*:$tests/*"
  done < <(requirements_in_tests | grep "^$1-")
  # shellcheck disable=SC2046
  gp_build asan $(for program in "${!filters[@]}"; do test_program "$program"; done | sort -u) || return
  sanitizer_options
  for program in "${!filters[@]}"; do
    if grep -qxF "$program" "$SANITIZED" 2>/dev/null; then
      echo "note: $program ran whole in another part"
      continue
    fi
    output=build/check/$1.$program.out
    run_tests "$program" --gtest_filter="${filters[$program]}" >"$output" 2>&1 || failed=1
    cat "$output"
    if ! grep -qE '^\[  (PASSED|SKIPPED)  *\] [1-9]' "$output"; then failed=1; fi
    ran=$((ran + $(grep -cE '^\[       OK \] ' "$output")))
    note_skips "$output"
  done
  echo "note: $ran tests of $1 passed"
  ((bad == 0 && failed == 0))
}

part_r15() { run_requirements R15; }
part_flags() { run_requirements R77; }
