package dev.runseal.rig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the command line is started as a process of its own: the words before its arguments. The
 * built jar is what users run; the class path of this process is for tests, which run before there
 * is a jar.
 */
public record Program(List<String> words) {
  private static final String ARGUMENTS_PROPERTY = "runseal.rig.arguments";

  public Program {
    words = List.copyOf(words);
  }

  /** The jar, with the JVM's arguments that {@code bin/runseal serve} gives it. */
  public static Program ofJar() {
    String arguments = System.getProperty(ARGUMENTS_PROPERTY);
    if (arguments == null) {
      throw new IllegalStateException(
          "%s is missing, expected the file of java's arguments that bin/lib/rig.sh writes"
              .formatted(ARGUMENTS_PROPERTY));
    }
    return new Program(List.of(java(), "@" + arguments));
  }

  /** A main class of this process's own class path, with the daemon's garbage collector. */
  public static Program ofClassPath(String mainClass) {
    return new Program(
        List.of(
            java(),
            "-XX:+UseSerialGC",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "--enable-native-access=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            mainClass));
  }

  public List<String> with(List<String> arguments) {
    List<String> command = new ArrayList<>(words);
    command.addAll(arguments);
    return List.copyOf(command);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
