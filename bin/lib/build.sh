# Builds Runseal when a source is newer than its jar, then the AOT cache that makes it start fast. Sourced by bin/*.
# Needs $top (the checkout) and JAVA_HOME.

target=$top/attestation-server/target
jar=$target/runseal.jar
aot_cache=$target/runseal.aot
# How the built jar is run, here and by the benchmark.
training=(-XX:AOTCacheOutput="$aot_cache" -XX:+UseSerialGC -Xlog:disable -Xlog:all=off:stderr -jar "$jar")
java_flags=(-XX:AOTCache="$aot_cache" -XX:+UseSerialGC -Xlog:disable -Xlog:all=error:stderr)
# And the daemon's memory: bounded, with what C malloc keeps given back. docs/operating.md says for what it does, and how to change it.
daemon_flags=(-Xms176m -Xmx176m -Xmn64m -XX:TrimNativeHeapInterval=10000)

is_built() {
  [ -f "$jar" ] && [ -z "$(find "$top/pom.xml" "$top"/signer-core/{pom.xml,src/main} "$top"/pkcs11-config/{pom.xml,src/main} \
    "$top"/attestation-server/{pom.xml,src/main} -newer "$jar" -print -quit)" ]
}

build() {
  if ! is_built; then
    command -v mvn >/dev/null || { echo "runseal: Maven is missing: install it (apt-get install maven, dnf install maven, brew install maven)" >&2; return 2; }
    echo "building Runseal (the first time takes a few minutes) ..." >&2
    local log=$target/build.log
    mkdir -p "$target"
    if ! with_progress mvn -B -ntp -f "$top/pom.xml" -q package -DskipTests -Dcyclonedx.skip -Dspotless.check.skip >"$log" 2>&1; then
      grep -E '^\[ERROR\]' "$log" | head -n 5 >&2
      echo "runseal: the build failed: read $log" >&2
      return 2
    fi
  fi
  if [ ! -f "$aot_cache" ] || [ "$jar" -nt "$aot_cache" ]; then
    make_aot_cache || true
  fi
}

# The training run does what is to start fast. The cache belongs to this JDK and these jars; without it everything still
# works, only slower. With SoftHSM there, a daemon is trained, on a log of its own that is thrown away; else one command.
make_aot_cache() {
  rm -f "$aot_cache"
  local work
  work=$(mktemp -d "${TMPDIR:-/tmp}/runseal-training.XXXXXX") || return
  (train_daemon "$work") >/dev/null 2>&1 </dev/null
  rm -rf "$work"
  [ -f "$aot_cache" ] && chmod go+r "$aot_cache" || "$JAVA_HOME/bin/java" "${training[@]}" identity "$top/docs/examples/declaration.json" >/dev/null 2>&1
}

# In a shell of its own: the tokens, their PINs and the log live as long as the folder $1.
train_daemon() {
  local work=$1 module=/usr/lib/softhsm/libsofthsm2.so daemon= token waited
  command -v softhsm2-util && [ -e "$module" ] || return
  umask 077
  mkdir "$work/tokens"
  export SOFTHSM2_CONF=$work/softhsm2.conf
  printf 'directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n' "$work/tokens" >"$SOFTHSM2_CONF"
  od -An -N8 -tx1 /dev/urandom | tr -d ' \n' >"$work/pin"
  for token in ceremony daemon; do
    softhsm2-util --init-token --free --label "$token" --so-pin "$(cat "$work/pin")" --pin "$(cat "$work/pin")" || return
  done
  java=("$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar "$jar")
  "${java[@]}" init --dir "$work/conf" --name training --module "$module" --ceremony-token ceremony \
    --ceremony-pin "file:$work/pin" --token daemon --pin "file:$work/pin" --state "$work/state" --socket "$work/socket" \
    --development || return
  "$JAVA_HOME/bin/java" "${training[@]}" serve --config "$work/conf/runseal.yaml" >"$work/log" &
  daemon=$!
  for ((waited = 0; waited < 300; waited++)); do
    grep -q ready "$work/log" && break
    kill -0 "$daemon" || return
    sleep 0.1
  done
  "${java[@]}" seal --socket "$work/socket" "$top/docs/examples/declaration.json"
  kill "$daemon"
  wait "$daemon"
}

# Runs a command and, on a terminal, shows that it is alive.
with_progress() {
  "$@" &
  local child=$! dots=0
  while kill -0 "$child" 2>/dev/null; do
    sleep 1
    dots=$((dots + 1))
    [ $((dots % 10)) -eq 0 ] && printf '  ... %d s\n' "$dots" >/dev/tty 2>/dev/null
  done
  wait "$child"
}
