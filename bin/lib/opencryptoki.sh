#!/usr/bin/env bash
# Builds opencryptoki's software token for the tests, once, from the source package of a Debian that is newer than most: what
# Debian 12 ships makes no elliptic-curve keys. docs/decisions/tokens-in-tests.md says why, and what of the machine it touches.
#
# It leaves /var/cache/runseal/opencryptoki, where the tests look. A change of this file builds anew, into a folder of its own.
set -euo pipefail
umask 022
lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$lib/install.sh"

release=trixie
# Its daemon runs as a user that every Debian has, and that user can't enter root's home: so not there.
cache=/var/cache/runseal
recipe=$(cksum <"${BASH_SOURCE[0]}" | cut -d ' ' -f 1)
prefix=$cache/opencryptoki-$release-$recipe
user=daemon

give_up() {
  echo "runseal: opencryptoki was not built: $1" >&2
  exit 2
}

# Runs one step of the build; its output goes to the log, which outlives a failure.
step() {
  local name=$1
  shift
  "$@" >>"$log" 2>&1 </dev/null || give_up "$name failed: read $log"
}

# Where this machine has Debian's packages from. The source is taken from the same place.
debian_mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' 'Component: main' 2>/dev/null | sort -u | head -n 1
}

# apt with sources, lists and archives of its own, so that those of the machine stay as they are. It refuses what Debian has not signed.
# It knows of no installed package either: it would look for the source of an opencryptoki that is.
private_apt() {
  apt-get -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$work/lists" \
    -o Dir::State::status=/dev/null -o Dir::Cache="$work/cache" -o APT::Update::Error-Mode=any "$@"
}

fetch() {
  local mirror
  mirror=$(debian_mirror)
  if [ -z "$mirror" ]; then
    step "apt-get update" apt-get update
    mirror=$(debian_mirror)
  fi
  [ -n "$mirror" ] || give_up "none of this machine's package sources is Debian's: install opencryptoki 3.23 or later as its package"
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/source"
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $release main" >"$work/sources.list"
  step "fetching the index of Debian $release's sources" private_apt update
  cd "$work/source"
  # The .dsc repeats what apt's signed index says of the two archives, and not every mirror has it.
  step "fetching opencryptoki's source" private_apt source --download-only --tar-only opencryptoki
  step "fetching Debian's changes to it" private_apt source --download-only --diff-only opencryptoki
}

unpack() {
  local patch
  tar -xf "$work"/source/*.orig.tar.* --strip-components=1 -C "$work/build" &&
    tar -xf "$work"/source/*.debian.tar.* -C "$work/build" || return
  cd "$work/build"
  while read -r patch; do
    [ -z "$patch" ] || patch -s -p1 <"debian/patches/$patch" || return
  done <debian/patches/series
}

# Only the software token; no tool, test, unit file or event support. Its group and user exist already, so no account is made.
configure_source() {
  ./configure --prefix="$prefix" --sysconfdir="$prefix/etc" --localstatedir="$prefix/var" \
    --with-pkcsslotd-user="$user" --with-pkcs-group="$user" --without-systemd --without-libudev --disable-static \
    --disable-icatok --disable-ccatok --disable-ep11tok --disable-tpmtok --disable-icsftok \
    --disable-p11sak --disable-pkcstok_migrate --disable-pkcsstats --disable-pkcshsm_mk_change \
    ac_cv_path_CHGRP=true ac_cv_path_CHOWN=true CFLAGS=-O2
}

# The installed tree alone is kept: what the installation wants in /etc and /run stays behind in the stage.
keep() {
  make install DESTDIR="$work/stage" &&
    chown -R "$user:$user" "$work/stage$prefix/var" &&
    chgrp "$user" "$work/stage$prefix/etc/opencryptoki/strength.conf" &&
    mv "$work/stage$prefix" "$prefix"
}

build() {
  cd "$work/build"
  step "unpacking it" unpack
  step "autoreconf" ./bootstrap.sh
  step "configure" configure_source
  step "make" make -j2
  # A crash before the last step of keep leaves only the work folder, which the next run removes.
  step "make install" keep
}

if [ ! -d "$prefix" ]; then
  [ "$(id -u)" -eq 0 ] || give_up "its daemon is started by root only: run bin/test as root, or without the tests of opencryptoki"
  command -v apt-get >/dev/null || give_up "this machine has no apt-get: install opencryptoki 3.23 or later as its package"
  install_missing autoconf=autoconf automake=automake libtoolize=libtool flex=flex bison=bison make=make patch=patch xz=xz-utils \
    gcc=gcc g++=g++ /usr/include/stdlib.h=libc6-dev /usr/include/openssl/evp.h=libssl-dev /usr/include/lber.h=libldap2-dev \
    /usr/include/sys/capability.h=libcap-dev || exit
  mkdir -p "$cache"
  # Two at once would build the same: the second waits, and finds it done.
  exec 9>"$cache/build.lock"
  flock 9
fi
if [ ! -d "$prefix" ]; then
  echo "building opencryptoki from Debian $release's source (a minute or two, once) ..." >&2
  rm -rf "$cache"/work.*
  work=$(mktemp -d "$cache/work.XXXXXX")
  chmod 755 "$work"
  mkdir "$work/build"
  log=$cache/build.log
  : >"$log"
  trap 'rm -rf "$work"' EXIT
  fetch
  build
fi
if [ "$(readlink -f "$cache/opencryptoki")" != "$prefix" ]; then
  ln -sfn "$prefix" "$cache/opencryptoki.new"
  mv -T "$cache/opencryptoki.new" "$cache/opencryptoki"
fi
