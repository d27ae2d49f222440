package dev.runseal.cli;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A new file. It claims its name at once, so that an unwritable or taken name is known before
 * anything is done that can't be undone, and gives it back on {@link #close} unless {@link #keep}
 * was called; a process that is told to stop gives it back too. Never overwrites. Owned by one
 * thread.
 *
 * <p>A crash before {@link #write} leaves an empty file, which the next run refuses by name.
 */
final class OutputFile implements AutoCloseable {
  private final Path name;
  private final Path file;
  private final FileChannel channel;
  private final Thread atExit = new Thread(this::giveBackAtExit, "output");

  /** Read by {@code atExit}. */
  private volatile boolean kept;

  private OutputFile(Path name, Path file, FileChannel channel) {
    this.name = name;
    this.file = file;
    this.channel = channel;
  }

  static OutputFile claim(Terminal terminal, Path name) throws CommandException {
    Path file = terminal.file(name);
    try {
      var claimed =
          new OutputFile(
              name,
              file,
              FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
      Runtime.getRuntime().addShutdownHook(claimed.atExit);
      return claimed;
    } catch (FileAlreadyExistsException e) {
      throw CommandException.failed(
          "%s: is there already and is never overwritten: move it away or name another"
              .formatted(name),
          e);
    } catch (NoSuchFileException e) {
      throw CommandException.failed(
          "%s: its directory is not there: make it first".formatted(name), e);
    } catch (AccessDeniedException e) {
      throw CommandException.failed(
          "%s: you may not write there: name another directory".formatted(name), e);
    } catch (IOException e) {
      throw CommandException.failed("%s: can't be made: %s".formatted(name, e), e);
    }
  }

  Path name() {
    return name;
  }

  /** Writes the whole content and waits until it and the file's name are on disk. */
  void write(Bytes content) throws CommandException {
    try {
      ByteBuffer rest = content.asBuffer();
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
      Path directory = file.getParent();
      try (var entries = FileChannel.open(directory, StandardOpenOption.READ)) {
        entries.force(true);
      }
    } catch (IOException e) {
      throw CommandException.failed("%s: can't be written: %s".formatted(name, e), e);
    }
  }

  /** From here on the file stays. */
  void keep() {
    kept = true;
  }

  @Override
  public void close() throws CommandException {
    try (channel) {
      forgetExit();
      if (!kept) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw CommandException.failed(
          "%s: is half-made and can't be removed: remove it (%s)".formatted(name, e), e);
    }
  }

  private void forgetExit() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process is stopping: both of us give the file back, and the second finds it gone.
      return;
    }
  }

  /** Somebody pressed Ctrl-C, at the prompt for a PIN or while the daemon is silent. */
  private void giveBackAtExit() {
    try {
      if (!kept) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // Left like after a crash: the next run refuses it by name.
      return;
    }
  }
}
