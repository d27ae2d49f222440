package dev.runseal.rig;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the command line is started as a process of its own: the words before its arguments. The
 * built jar is what users run; the class path of this process is for tests, which run before there
 * is a jar.
 *
 * @param java the launcher, and the JVM's arguments that every command gets
 * @param main what is run
 */
public record Program(List<String> java, List<String> main) {
  private static final String ARGUMENTS_PROPERTY = "runseal.rig.arguments";
  private static final String DAEMON_PROPERTY = "runseal.rig.daemon";

  public Program {
    java = List.copyOf(java);
    main = List.copyOf(main);
  }

  /** The jar, as {@code bin/runseal} runs it, but for the compiler that it gives commands. */
  public static Program ofJar() {
    String arguments = System.getProperty(ARGUMENTS_PROPERTY);
    if (arguments == null) {
      throw new IllegalStateException(
          "%s is missing, expected the file of java's arguments that bin/lib/rig.sh writes"
              .formatted(ARGUMENTS_PROPERTY));
    }
    return new Program(List.of(launcher()), List.of("@" + arguments));
  }

  /** A main class of this process's own class path, with the daemon's garbage collector. */
  public static Program ofClassPath(String mainClass) {
    return new Program(
        List.of(
            launcher(),
            "-XX:+UseSerialGC",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "--enable-native-access=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED"),
        List.of("-cp", System.getProperty("java.class.path"), mainClass));
  }

  /** As a command that ends. */
  public List<String> with(List<String> arguments) {
    return words(List.of(), arguments);
  }

  /** As a daemon: with its bounds for memory too, where a script said which. */
  public List<String> daemon(List<String> arguments) {
    String bounds = System.getProperty(DAEMON_PROPERTY);
    return words(bounds == null ? List.of() : List.of("@" + bounds), arguments);
  }

  private List<String> words(List<String> more, List<String> arguments) {
    return Stream.of(java, more, main, arguments).flatMap(List::stream).toList();
  }

  private static String launcher() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
