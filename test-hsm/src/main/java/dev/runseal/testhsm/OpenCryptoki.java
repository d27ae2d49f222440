package dev.runseal.testhsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Software tokens of opencryptoki, as {@code bin/lib/opencryptoki.sh} built it, behind a slot
 * daemon of their own. Only one backend of this kind exists at a time on a machine: the next one
 * waits until this one is closed. Unlike elsewhere, a running process sees tokens made later.
 */
public final class OpenCryptoki implements TokenBackend {
  private static final Path INSTALLATION = Path.of("/var/cache/runseal/opencryptoki");

  /** What the security officer of an empty slot is let in with, by opencryptoki's documentation. */
  private static final String FIRST_SO_PIN = "87654321";

  /** PINs have 4 to 8 characters here. */
  private static final String SO_PIN = "so-tests";

  private static final String FIRST_PIN = "to-go";

  private final SecureRandom random = new SecureRandom();
  private final Path module;
  private final Tool pkcs11Tool;
  private final FixtureDirectory directory;
  private final Pkcsslotd daemon;
  private int made;

  private OpenCryptoki(Path module, Tool pkcs11Tool, FixtureDirectory directory, Pkcsslotd daemon) {
    this.module = module;
    this.pkcs11Tool = pkcs11Tool;
    this.directory = directory;
    this.daemon = daemon;
  }

  /** Skips or fails the running test where opencryptoki was not built, or can't be started. */
  public static OpenCryptoki create() {
    Path installation =
        Component.present(
            "opencryptoki as `bin/lib/opencryptoki.sh` builds it", findInstallation());
    var pkcs11Tool = new Tool(Component.program("pkcs11-tool"), Map.of());
    Pkcsslotd daemon = Pkcsslotd.start(installation);
    return new OpenCryptoki(
        installation.resolve("lib/opencryptoki/libopencryptoki.so"),
        pkcs11Tool,
        FixtureDirectory.create("runseal-opencryptoki"),
        daemon);
  }

  @Override
  public Path module() {
    return module;
  }

  @Override
  public Set<Ability> abilities() {
    return EnumSet.allOf(Ability.class);
  }

  /** Where everything is was fixed when it was built. */
  @Override
  public Map<String, String> environment() {
    return Map.of();
  }

  /** Every token has its own PIN, so that a test notices when one is used for another. */
  @Override
  public TokenFixture newToken(String label) {
    if (made == Pkcsslotd.SLOTS) {
      throw new AssertionError("all %d slots of opencryptoki are taken".formatted(made));
    }
    int slot = made++;
    String pin = "%d%07x".formatted(slot, random.nextInt(1 << 28));
    // The officer's first PIN lets him do nothing but change it, and so does the user's.
    onSlot(slot, "--init-token", "--label", label, "--so-pin", FIRST_SO_PIN);
    asOfficer(slot, FIRST_SO_PIN, "--change-pin", "--new-pin", SO_PIN);
    asOfficer(slot, SO_PIN, "--init-pin", "--pin", FIRST_PIN);
    onSlot(slot, "--login", "--pin", FIRST_PIN, "--change-pin", "--new-pin", pin);
    return new TokenFixture(
        module, label, "", directory.writePin("pin-" + slot, pin), SO_PIN, environment());
  }

  @Override
  public void close() {
    try (daemon) {
      directory.close();
    }
  }

  private static Optional<Path> findInstallation() {
    try {
      // Its parts know it by the name that it was built for.
      return Files.isDirectory(INSTALLATION)
          ? Optional.of(INSTALLATION.toRealPath())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(INSTALLATION + " can't be followed", e);
    }
  }

  private void asOfficer(int slot, String pin, String... arguments) {
    onSlot(slot, with(arguments, "--login", "--login-type", "so", "--so-pin", pin));
  }

  private void onSlot(int slot, String... arguments) {
    pkcs11Tool.run(
        with(arguments, "--module", module.toString(), "--slot", Integer.toString(slot)));
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Stream.of(more), Stream.of(arguments)).toArray(String[]::new);
  }
}
