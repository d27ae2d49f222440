package dev.runseal.testhsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * SoftHSM 2 with a token directory of its own. A process that has called C_Initialize doesn't see
 * tokens made later by another, so make them all before.
 */
public final class SoftHsm implements TokenBackend {
  private static final List<Path> USUAL_PLACES =
      Stream.of(
              "/usr/lib/softhsm/libsofthsm2.so",
              "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
              "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
              "/usr/lib64/pkcs11/libsofthsm2.so",
              "/usr/lib64/softhsm/libsofthsm2.so",
              "/usr/local/lib/softhsm/libsofthsm2.so",
              "/opt/homebrew/lib/softhsm/libsofthsm2.so")
          .map(Path::of)
          .toList();
  private static final String SO_PIN = "so-pin-for-tests";
  private static final Pattern SERIAL =
      Pattern.compile("^\\s*Serial number:\\s*(\\S+)\\s*$", Pattern.MULTILINE);

  private final Path module;
  private final FixtureDirectory directory;
  private final Tool util;
  private int made;

  private SoftHsm(Path module, FixtureDirectory directory, Tool util) {
    this.module = module;
    this.directory = directory;
    this.util = util;
  }

  /** Skips or fails the running test where SoftHSM is not installed. */
  public static SoftHsm create() {
    Path module = Component.present("softhsm2", findModule());
    Path util = Component.program("softhsm2-util");
    var directory = FixtureDirectory.create("runseal-softhsm");
    try {
      Path configuration = directory.path().resolve("softhsm2.conf");
      Files.writeString(
          configuration,
          """
          directories.tokendir = %s
          objectstore.backend = file
          log.level = ERROR
          slots.removable = false
          """
              .formatted(directory.inside("tokens").path()));
      return new SoftHsm(
          module, directory, new Tool(util, Map.of("SOFTHSM2_CONF", configuration.toString())));
    } catch (IOException e) {
      throw new UncheckedIOException("SoftHSM can't be configured", e);
    }
  }

  public static Optional<Path> findModule() {
    return USUAL_PLACES.stream().filter(Files::isRegularFile).findFirst();
  }

  @Override
  public Path module() {
    return module;
  }

  @Override
  public Set<Ability> abilities() {
    return EnumSet.allOf(Ability.class);
  }

  @Override
  public Map<String, String> environment() {
    return util.environment();
  }

  /** Every token has its own PIN, so that a test notices when one is used for another. */
  @Override
  public TokenFixture newToken(String label) {
    Set<String> before = serials();
    made++;
    String pin = "pin-%d-%s".formatted(made, Long.toHexString(System.nanoTime()));
    util.run("--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", SO_PIN);
    Set<String> after = serials();
    after.removeAll(before);
    if (after.size() != 1) {
      throw new AssertionError(
          "softhsm2-util made %d tokens, expected one".formatted(after.size()));
    }
    return new TokenFixture(
        module,
        label,
        after.iterator().next(),
        directory.writePin("pin-" + made, pin),
        SO_PIN,
        environment());
  }

  @Override
  public void close() {
    directory.close();
  }

  /** The uninitialised token that SoftHSM always shows has no serial number. */
  private Set<String> serials() {
    Set<String> serials = new HashSet<>();
    var matcher = SERIAL.matcher(util.run("--show-slots"));
    while (matcher.find()) {
      serials.add(matcher.group(1));
    }
    return serials;
  }
}
