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
