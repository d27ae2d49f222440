package dev.runseal.testhsm;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A program from outside that a test needs. Where it is absent the test is skipped and says so;
 * with {@code RUNSEAL_REQUIRE_ALL=1} it fails instead.
 */
public final class Component {
  private Component() {}

  /** The program of this name on the PATH; skips or fails the running test without it. */
  public static Path program(String name) {
    return present(
        name,
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(directory -> Path.of(directory, name))
            .filter(Files::isExecutable)
            .findFirst());
  }

  /** What was found of the component; skips or fails the running test if nothing was. */
  public static Path present(String name, Optional<Path> found) {
    require(found.isPresent(), name + " is not installed");
    return found.orElseThrow();
  }

  /** Skips or fails the running test unless the component can be used here. */
  public static void require(boolean usable, String otherwise) {
    if (!usable) {
      if ("1".equals(System.getenv("RUNSEAL_REQUIRE_ALL"))) {
        throw new AssertionError(otherwise + ", and RUNSEAL_REQUIRE_ALL=1 forbids to skip");
      }
      Assumptions.abort(otherwise);
    }
  }
}
