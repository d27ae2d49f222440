package dev.runseal.testhsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
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
  private final Path util;
  private final Path directory;
  private final List<TokenFixture> made = new ArrayList<>();

  private SoftHsm(Path module, Path util, Path directory) {
    this.module = module;
    this.util = util;
    this.directory = directory;
  }

  /** Skips or fails the running test where SoftHSM is not installed. */
  public static SoftHsm create() {
    Path module = Component.present("softhsm2", findModule());
    Path util = Component.program("softhsm2-util");
    try {
      Path directory = Files.createTempDirectory("runseal-softhsm");
      Files.createDirectory(directory.resolve("tokens"));
      Files.writeString(
          directory.resolve("softhsm2.conf"),
          """
          directories.tokendir = %s
          objectstore.backend = file
          log.level = ERROR
          slots.removable = false
          """
              .formatted(directory.resolve("tokens")));
      return new SoftHsm(module, util, directory);
    } catch (IOException e) {
      throw new UncheckedIOException("no directory for SoftHSM's tokens", e);
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
  public Map<String, String> environment() {
    return Map.of("SOFTHSM2_CONF", directory.resolve("softhsm2.conf").toString());
  }

  /** Every token has its own PIN, so that a test notices when one is used for another. */
  @Override
  public TokenFixture newToken(String label) {
    Set<String> before = serials();
    String pin = "pin-%d-%s".formatted(made.size(), Long.toHexString(System.nanoTime()));
    run("--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", SO_PIN);
    Set<String> after = serials();
    after.removeAll(before);
    if (after.size() != 1) {
      throw new AssertionError(
          "softhsm2-util made %d tokens, expected one".formatted(after.size()));
    }
    var token =
        new TokenFixture(
            module, label, after.iterator().next(), pinFile(pin), SO_PIN, environment());
    made.add(token);
    return token;
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "SoftHSM's directory %s can't be removed".formatted(directory), e);
    }
  }

  private Path pinFile(String pin) {
    try {
      var ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Path file = Files.createFile(directory.resolve("pin-" + made.size()), ownerOnly);
      return Files.writeString(file, pin + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("the PIN can't be written", e);
    }
  }

  /** The uninitialised token that SoftHSM always shows has no serial number. */
  private Set<String> serials() {
    Set<String> serials = new HashSet<>();
    var matcher = SERIAL.matcher(run("--show-slots"));
    while (matcher.find()) {
      serials.add(matcher.group(1));
    }
    return serials;
  }

  private String run(String... arguments) {
    List<String> command = new ArrayList<>(List.of(util.toString()));
    command.addAll(List.of(arguments));
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment());
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new AssertionError("softhsm2-util ended with %d: %s".formatted(status, output));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException("softhsm2-util can't be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while softhsm2-util ran", e);
    }
  }
}
