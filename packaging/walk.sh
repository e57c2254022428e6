#!/bin/bash
# walk.sh PAGE FOLDER: what a reader of the page would do, done in the folder. A code block that begins with
#   ```cpp path/of/a/file.cpp      is that file, new;
#   ```diff                        changes files of the project, of which the folder gets copies.
# Run in the root folder. Fails where a new file is there already, or a change does not fit.
set -euo pipefail
page=$1
folder=$2
rm -rf "$folder"
mkdir -p "$folder"
awk -v folder="$folder" '
  /^```/ && inside { inside = 0; close(file); next }
  /^```cpp [^ ]+$/ {
    inside = 1
    file = folder "/" $2
    print $2 > (folder "/new.list")
    directory = file
    sub(/\/[^\/]*$/, "", directory)
    system("mkdir -p " directory)
    next
  }
  /^```diff$/ { inside = 1; file = folder "/changes.diff"; next }
  inside && file ~ /changes\.diff$/ { print >> file; next }
  inside { print > file }' "$page"
while read -r file; do
  if [[ -e $file ]]; then
    echo "$page: $file is to be new, but is there" >&2
    exit 1
  fi
done <"$folder/new.list"
sed -nE 's|^\+\+\+ b/||p' "$folder/changes.diff" | while read -r file; do
  mkdir -p "$folder/$(dirname "$file")"
  cp "$file" "$folder/$file"
done
folder=$(cd "$folder" && pwd)
GIT_CEILING_DIRECTORIES=$(dirname "$folder") git -C "$folder" apply "$folder/changes.diff"
