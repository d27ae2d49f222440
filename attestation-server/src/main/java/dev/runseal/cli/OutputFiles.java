package dev.runseal.cli;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * New files in one directory, and new directories, all of them or none: their names are claimed at
 * once, and given back on {@link #close} unless {@link #keep} was called. Owned by one thread.
 */
final class OutputFiles implements AutoCloseable {
  private final Terminal terminal;
  private final Map<String, OutputFile> files = new LinkedHashMap<>();
  private final List<Path> madeDirectories = new ArrayList<>();
  private boolean kept;

  private OutputFiles(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The directory is made where it is not there. */
  static OutputFiles claim(Terminal terminal, Path directory, List<String> names)
      throws CommandException {
    var claimed = new OutputFiles(terminal);
    try {
      claimed.directory(directory, "rwxr-xr-x");
      for (String name : names) {
        claimed.files.put(name, OutputFile.claim(terminal, directory.resolve(name)));
      }
      return claimed;
    } catch (CommandException e) {
      claimed.close();
      throw e;
    }
  }

  /** Makes a directory, with at most these permissions, unless it is there. */
  void directory(Path name, String permissions) throws CommandException {
    Path directory = terminal.file(name);
    if (Files.isDirectory(directory)) {
      return;
    }
    try {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
      madeDirectories.add(directory);
    } catch (IOException e) {
      throw CommandException.failed(
          "%s: the directory can't be made (%s): make it, or name another".formatted(name, e), e);
    }
  }

  void write(String name, Bytes content) throws CommandException {
    OutputFile file = files.get(name);
    if (file == null) {
      throw new AssertionError("nobody claimed " + name);
    }
    file.write(content);
  }

  /** From here on all of them stay. */
  void keep() {
    files.values().forEach(OutputFile::keep);
    kept = true;
  }

  @Override
  public void close() throws CommandException {
    for (OutputFile file : files.values()) {
      file.close();
    }
    if (kept) {
      return;
    }
    for (Path directory : madeDirectories.reversed()) {
      try {
        Files.deleteIfExists(directory);
      } catch (IOException e) {
        throw CommandException.failed(
            "%s: the directory was made and can't be removed (%s)".formatted(directory, e), e);
      }
    }
  }
}
