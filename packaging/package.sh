# shellcheck shell=bash
# Makes the Debian package of build/release/gridpost. Sourced after setup.sh, with ROOT set.

# gp_stage DIR: the files of the package, as they will be installed.
gp_stage() {
  local dir=$1 doc=$1/usr/share/doc/gridpost from=$ROOT/packaging/debian file
  rm -rf "$dir"
  install -d -m 0755 "$dir/DEBIAN" "$doc" "$dir/etc/gridpost"
  install -D -m 0755 "$ROOT/build/release/gridpost" "$dir/usr/bin/gridpost"
  strip --remove-section=.comment --remove-section=.note "$dir/usr/bin/gridpost"
  for file in gridpost.service gridpost-devices.service; do
    install -D -m 0644 "$from/$file" "$dir/lib/systemd/system/$file"
  done
  install -m 0644 "$from/gridpost.toml" "$from/bank-holidays.txt" "$dir/etc/gridpost"
  install -m 0644 "$from/copyright" "$doc/copyright"
  install -m 0644 "$ROOT"/docs/*.md "$ROOT"/docs/reference/*.md "$ROOT"/docs/reference/*.json "$doc"
  install -m 0644 "$ROOT/NOTICE" "$doc/NOTICE"
  for file in postinst prerm postrm; do install -m 0755 "$from/$file" "$dir/DEBIAN/$file"; done
  printf '%s\n' /etc/gridpost/gridpost.toml /etc/gridpost/bank-holidays.txt >"$dir/DEBIAN/conffiles"
}

# gp_dependencies PROGRAM: the packages with the libraries that it is linked with.
gp_dependencies() {
  local scratch=$ROOT/build/package/shlibdeps
  mkdir -p "$scratch/debian"
  printf 'Source: gridpost\n\nPackage: gridpost\nArchitecture: any\n' >"$scratch/debian/control"
  (cd "$scratch" && dpkg-shlibdeps -O -e"$1") | sed 's/^shlibs:Depends=//'
}

# gp_package VERSION: writes build/package/gridpost_VERSION_ARCHITECTURE.deb and prints its name.
gp_package() {
  local version=$1 dir=$ROOT/build/package/stage architecture depends size deb
  architecture=$(dpkg --print-architecture)
  deb=$ROOT/build/package/gridpost_${version}_$architecture.deb
  gp_stage "$dir" || return
  printf 'gridpost (%s) bookworm; urgency=medium\n\n  * See /usr/share/doc/gridpost.\n\n -- %s  %s\n' "$version" \
    "The Gridpost developers <gridpost@example.org>" "$(date -uR -r "$ROOT/CMakeLists.txt")" |
    gzip -9n >"$dir/usr/share/doc/gridpost/changelog.gz"
  chmod 0644 "$dir/usr/share/doc/gridpost/changelog.gz"
  depends=$(gp_dependencies "$dir/usr/bin/gridpost") || return
  size=$(du -sk --exclude=DEBIAN "$dir" | cut -f1)
  sed -e "s/@VERSION@/$version/; s/@ARCHITECTURE@/$architecture/; s/@SIZE@/$size/; s/@DEPENDS@/$depends/" \
    "$ROOT/packaging/debian/control.in" >"$dir/DEBIAN/control"
  (cd "$dir" && find . -type f ! -path './DEBIAN/*' -printf '%P\n' | sort | xargs md5sum >DEBIAN/md5sums)
  dpkg-deb --root-owner-group --build "$dir" "$deb" >/dev/null && echo "$deb"
}

# The version of the project.
gp_version() { sed -n 's/^project(gridpost VERSION \([0-9.]*\).*/\1/p' "$ROOT/CMakeLists.txt"; }
