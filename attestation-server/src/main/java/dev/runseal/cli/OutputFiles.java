package dev.runseal.cli;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * New files in one directory, all of them or none: their names are claimed at once, and given back
 * on {@link #close} unless {@link #keep} was called. The directory is made where it is not there.
 * Owned by one thread.
 */
final class OutputFiles implements AutoCloseable {
  private final Path directory;
  private final boolean madeDirectory;
  private final Map<String, OutputFile> files = new LinkedHashMap<>();
  private boolean kept;

  private OutputFiles(Path directory, boolean madeDirectory) {
    this.directory = directory;
    this.madeDirectory = madeDirectory;
  }

  static OutputFiles claim(Terminal terminal, Path dir, List<String> names)
      throws CommandException {
    Path directory = terminal.file(dir);
    boolean missing = !Files.exists(directory);
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw CommandException.failed(
          "%s: the directory can't be made (%s): name another".formatted(dir, e), e);
    }
    var claimed = new OutputFiles(directory, missing);
    try {
      for (String name : names) {
        claimed.files.put(name, OutputFile.claim(terminal, dir.resolve(name)));
      }
      return claimed;
    } catch (CommandException e) {
      claimed.close();
      throw e;
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
    if (madeDirectory && !kept) {
      try {
        Files.deleteIfExists(directory);
      } catch (IOException e) {
        throw CommandException.failed(
            "%s: the directory was made and can't be removed (%s)".formatted(directory, e), e);
      }
    }
  }
}
