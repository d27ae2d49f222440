package dev.runseal.cli;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that somebody named on the command line, as a command reads it: whole, bounded, and with a
 * complaint that begins with its name.
 */
record InputFile(Terminal terminal, Path name) {
  /** Everything in it, or a complaint when that is more than {@code maxLength} bytes. */
  Bytes read(int maxLength) throws CommandException {
    byte[] octets;
    try (InputStream in = open()) {
      octets = in.readNBytes(maxLength + 1);
    } catch (IOException e) {
      throw unreadable(e);
    }
    if (octets.length > maxLength) {
      throw CommandException.failed(
          "%s: has more than %,d bytes: is it the right file?".formatted(name, maxLength));
    }
    return Bytes.takingOwnership(octets);
  }

  /** Streams it; {@code -} is stdin. */
  InputStream open() throws IOException {
    if (name.toString().equals("-")) {
      return terminal.in();
    }
    if (name.toString().isEmpty()) {
      throw new NoSuchFileException("");
    }
    return Files.newInputStream(terminal.file(name));
  }

  CommandException unreadable(IOException e) {
    String why =
        switch (e) {
          case NoSuchFileException gone -> "no such file";
          case AccessDeniedException denied -> "you may not read it";
          default ->
              Files.isDirectory(terminal.file(name)) ? "is a directory" : "can't be read: " + e;
        };
    return CommandException.failed(
        "%s: %s".formatted(name.toString().isEmpty() ? "\"\"" : name, why), e);
  }

  /** What is wrong with its content. */
  CommandException wrong(Exception cause) {
    return CommandException.failed("%s: %s".formatted(name, cause.getMessage()), cause);
  }
}
