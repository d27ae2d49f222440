package dev.runseal.testhsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** A temporary directory of a fixture's own, gone with all that is in it on close. */
record FixtureDirectory(Path path) implements AutoCloseable {
  static FixtureDirectory create(String prefix) {
    try {
      return new FixtureDirectory(Files.createTempDirectory(prefix));
    } catch (IOException e) {
      throw new UncheckedIOException("no directory for a fixture", e);
    }
  }

  FixtureDirectory inside(String name) {
    try {
      return new FixtureDirectory(Files.createDirectory(path.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException("no directory for a fixture", e);
    }
  }

  /** A file that only its owner can read, as every source of a PIN must be. */
  Path writePin(String name, String pin) {
    try {
      var ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      return Files.writeString(Files.createFile(path.resolve(name), ownerOnly), pin + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("the PIN can't be written", e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("directory %s can't be removed".formatted(path), e);
    }
  }
}
