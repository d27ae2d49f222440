package dev.runseal.cli;

import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The key attestation that a daemon's configuration names, and the versions before it. */
final class KeyAttestationFile {
  private static final int SHORT_DIGEST = 16;

  private KeyAttestationFile() {}

  /**
   * Puts a new version in the file's place, and gives the name under which the old one stays. A
   * crash leaves the old version in place, or the new one; beside it maybe a file {@code .new},
   * which the next run refuses by name, and never less than a whole file.
   */
  static Path replace(Terminal terminal, KeyAttestationSource old, KeyAttestation next)
      throws CommandException {
    Path name = old.file().name();
    Path file = terminal.file(name);
    Path kept = sibling(name, Sha256.of(old.exact()).hex().substring(0, SHORT_DIGEST));
    try (OutputFile draft = OutputFile.claim(terminal, sibling(name, "new"))) {
      draft.write(next.encode());
      Path drafted = terminal.file(draft.name());
      Files.setPosixFilePermissions(drafted, Files.getPosixFilePermissions(file));
      keep(file, terminal.file(kept), old.exact());
      Files.move(drafted, file, StandardCopyOption.ATOMIC_MOVE);
      draft.keep();
      try (var entries = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
        entries.force(true);
      }
    } catch (IOException e) {
      throw CommandException.failed("%s: can't be replaced: %s".formatted(name, e), e);
    }
    return kept;
  }

  private static void keep(Path file, Path kept, Bytes content) throws IOException {
    try {
      Files.createLink(kept, file);
    } catch (FileAlreadyExistsException e) {
      // Somebody had put this version back: it has been kept before.
      if (!Bytes.takingOwnership(Files.readAllBytes(kept)).equals(content)) {
        throw e;
      }
    }
  }

  private static Path sibling(Path name, String ending) {
    return name.resolveSibling(name.getFileName() + "." + ending);
  }
}
