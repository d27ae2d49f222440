# Gets ready what the benchmark and the crash test run: the built jar as users run it, and the test classes. Sourced by bin/*.
# After prepare_rig: "${rig[@]}" CLASS ARGUMENT … runs a class of the tests, whose class path is $rig_classpath. Needs $top,
# JAVA_HOME and bin/lib/build.sh.

prepare_rig() {
  build || return
  local server=$top/attestation-server
  rig_classpath=$(compiled_class_path "$server/target/test-classpath" "$server") || return
  java_arguments "${java_flags[@]}" -jar "$jar" >"$server/target/rig.arguments"
  java_arguments "${daemon_flags[@]}" >"$server/target/rig.daemon"
  rig=("$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx4g -Xlog:disable -Xlog:all=error:stderr
    --enable-native-access=ALL-UNNAMED --add-exports=java.base/sun.nio.ch=ALL-UNNAMED
    -Drunseal.rig.arguments="$server/target/rig.arguments" -Drunseal.rig.daemon="$server/target/rig.daemon" -cp "$rig_classpath")
}

# Compiles the tests when a source is newer, and prints the class path that Maven gives them.
compiled_class_path() {
  local kept=$1 server=$2 log=$target/rig-build.log
  if [ ! -f "$kept" ] || [ -n "$(find "$top"/pom.xml "$top"/*/pom.xml "$top"/*/src -newer "$kept" -print -quit)" ]; then
    echo "compiling the tests ..." >&2
    if ! mvn -B -ntp -q -f "$top/pom.xml" -am -pl attestation-server test-compile dependency:build-classpath \
      -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test -Dspotless.check.skip >"$log" 2>&1; then
      grep -E '^\[ERROR\]' "$log" | head -n 5 >&2
      echo "runseal: the tests do not compile: read $log" >&2
      return 2
    fi
  fi
  printf '%s:%s:%s' "$server/target/test-classes" "$server/target/classes" "$(cat "$kept")"
}

# One argument a line, quoted for java's @file.
java_arguments() {
  local argument
  for argument in "$@"; do
    argument=${argument//\\/\\\\}
    printf '"%s"\n' "${argument//\"/\\\"}"
  done
}
