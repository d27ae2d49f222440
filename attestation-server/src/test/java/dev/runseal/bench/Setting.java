package dev.runseal.bench;

import dev.runseal.rig.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a scenario is given: a directory of its own, the compiled yardstick, and how long a start
 * may take. A quick run tries the tools; its figures are good for nothing, and say so.
 *
 * @param companions processes that are no children of this one and yet none of the others
 */
record Setting(
    Path directory, Path rawSign, boolean quick, Duration patience, List<Long> companions) {
  static final int IN_FLIGHT = 64;
  static final int SEALS_PER_BATCH = 100;
  static final int BATCHES_IN_FLIGHT = 8;

  Setting {
    companions = List.copyOf(companions);
  }

  Setting withCompanions(List<Long> pids) {
    return new Setting(directory, rawSign, quick, patience, pids);
  }

  Path newDirectory(String name) throws IOException {
    return Files.createDirectory(directory.resolve(name));
  }

  RawSign rawSign(Installation installation) {
    return new RawSign(rawSign, installation, quick ? 1 : 3);
  }

  /** For the main figures: warm, then three windows. */
  Steady thorough() {
    return quick ? trial() : steady(30, 60, 3, 10, 3);
  }

  /** For figures beside them, on a daemon that is warm already. */
  Steady brief() {
    return quick ? trial() : steady(5, 12, 2, 8, 2);
  }

  /** For another path through the code than the one that is warm. */
  Steady medium() {
    return quick ? trial() : steady(15, 30, 2, 8, 2);
  }

  private Steady trial() {
    return steady(3, 6, 2, 2, 0);
  }

  private Steady steady(int warmLeast, int warmMost, int windows, int window, int spare) {
    return new Steady(
        Duration.ofSeconds(warmLeast),
        Duration.ofSeconds(warmMost),
        windows,
        Duration.ofSeconds(window),
        spare,
        companions);
  }
}
