# Builds Runseal when a source is newer than its jar, then the AOT cache that makes it start fast. Sourced by bin/*.
# Needs $top (the checkout) and JAVA_HOME.

target=$top/attestation-server/target
jar=$target/runseal.jar
aot_cache=$target/runseal.aot
# How the built jar is run, here and by the benchmark.
java_flags=(-XX:AOTCache="$aot_cache" -XX:+UseSerialGC -Xlog:disable -Xlog:all=error:stderr)

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

# The training run loads what every command loads. The cache belongs to this JDK and these jars; without it everything
# still works, only slower.
make_aot_cache() {
  rm -f "$aot_cache"
  "$JAVA_HOME/bin/java" -XX:AOTCacheOutput="$aot_cache" -XX:+UseSerialGC -Xlog:disable -Xlog:all=off:stderr \
    -jar "$jar" identity "$top/docs/examples/declaration.json" >/dev/null 2>&1
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
