# Runs the microbenchmarks. Sourced by bin/bench, after bin/lib/rig.sh.

# JMH's harness is generated from the compiled benchmarks and compiled apart from everything else, so that the gates of the
# build see only what we wrote.
run_jmh() {
  local pattern=$1 generated=$target/jmh package=dev/runseal/bench
  rm -rf "$generated"
  mkdir -p "$generated/benchmarks/$package" "$generated/src" "$generated/classes"
  cp "$target/test-classes/$package"/CoreBenchmarks*.class "$generated/benchmarks/$package/"
  "${rig[@]}" org.openjdk.jmh.generators.bytecode.JmhBytecodeGenerator \
    "$generated/benchmarks" "$generated/src" "$generated/classes" reflection >/dev/null || return
  find "$generated/src" -name '*.java' >"$generated/sources"
  "$JAVA_HOME/bin/javac" -nowarn -proc:none -d "$generated/classes" -cp "$rig_classpath" "@$generated/sources" || return
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -cp "$generated/classes:$rig_classpath" org.openjdk.jmh.Main "$pattern"
}
