package dev.runseal.cli;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * New content for a file that is there, with the same permissions. A crash leaves the old content
 * in place, or the new; beside it maybe a file {@code .new}, which the next run refuses by name,
 * and never less than a whole file. Owned by one thread.
 */
final class Replacement implements AutoCloseable {
  private final Path name;
  private final Path file;
  private final OutputFile draft;
  private final Path drafted;

  private Replacement(Path name, Path file, OutputFile draft, Path drafted) {
    this.name = name;
    this.file = file;
    this.draft = draft;
    this.drafted = drafted;
  }

  static Replacement of(Terminal terminal, Path name) throws CommandException {
    Path draftName = name.resolveSibling(name.getFileName() + ".new");
    OutputFile draft = OutputFile.claim(terminal, draftName);
    return new Replacement(name, terminal.file(name), draft, terminal.file(draftName));
  }

  /** Writes it beside the file: what can still fail, fails before anything is changed. */
  void write(Bytes content) throws CommandException {
    draft.write(content);
    try {
      Files.setPosixFilePermissions(drafted, Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  void putInPlace() throws CommandException {
    try {
      Files.move(drafted, file, StandardCopyOption.ATOMIC_MOVE);
      draft.keep();
      try (var entries = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
        entries.force(true);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() throws CommandException {
    draft.close();
  }

  private CommandException failed(IOException e) {
    return CommandException.failed("%s: can't be replaced: %s".formatted(name, e), e);
  }
}
