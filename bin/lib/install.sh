# Installs the programs that a script needs, by apt when that is possible. Sourced by bin/*.
# install_missing COMMAND=PACKAGE … : each COMMAND that is not there is installed from PACKAGE (Debian's name).

install_missing() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || [ -e "${pair%%=*}" ] || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local elevate=(env DEBIAN_FRONTEND=noninteractive)
  [ "$(id -u)" -eq 0 ] || elevate=(sudo -n env DEBIAN_FRONTEND=noninteractive)
  if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; then
    echo "installing ${missing[*]} ..." >&2
    if { "${elevate[@]}" apt-get install -y -qq "${missing[@]}" || { "${elevate[@]}" apt-get update -qq &&
      "${elevate[@]}" apt-get install -y -qq "${missing[@]}"; }; } >/dev/null 2>&1 </dev/null; then
      return 0
    fi
  fi
  echo "runseal: missing ${missing[*]}: run 'apt-get install ${missing[*]}', 'dnf install ${missing[*]/softhsm2/softhsm}' or 'brew install ${missing[*]/softhsm2/softhsm}', then this again" >&2
  return 2
}

# What the tests run against: each kind of token with what it stands on, and the tools that have their own eyes. The
# libraries that programs load by themselves are named too: a machine may be set not to install what is recommended.
# opencryptoki comes last: its build needs compilers, and a minute.
install_test_components() {
  local libraries
  libraries=/usr/lib/$(uname -m)-linux-gnu
  install_missing openssl=openssl python3=python3 gcc=gcc /usr/include/stdlib.h=libc6-dev pkcs11-tool=opensc \
    setpriv=util-linux mount=mount mkfs.ext4=e2fsprogs softhsm2-util=softhsm2 strace=strace \
    swtpm=swtpm swtpm_setup=swtpm-tools tpm2_getcap=tpm2-tools tpm2-abrmd=tpm2-abrmd \
    dbus-daemon=dbus-daemon \
    tpm2_ptool=libtpm2-pkcs11-tools "$libraries/pkcs11/libtpm2_pkcs11.so=libtpm2-pkcs11-1" \
    "$libraries/libtss2-tctildr.so.0=libtss2-tctildr0" "$libraries/libtss2-tcti-tabrmd.so.0=libtss2-tcti-tabrmd0" "$libraries/libtss2-tcti-swtpm.so.0=libtss2-tcti-swtpm0" &&
    "$(dirname "${BASH_SOURCE[0]}")/opencryptoki.sh"
}
