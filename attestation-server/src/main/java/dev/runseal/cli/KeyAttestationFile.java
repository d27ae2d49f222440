package dev.runseal.cli;

import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The key attestation that a daemon's configuration names, and the versions before it. */
final class KeyAttestationFile {
  private static final int SHORT_DIGEST = 16;

  private KeyAttestationFile() {}

  /** Puts a new version in the file's place, and gives the name under which the old one stays. */
  static Path replace(Terminal terminal, KeyAttestationSource old, KeyAttestation next)
      throws CommandException {
    Path name = old.file().name();
    Path kept =
        name.resolveSibling(
            "%s.%s"
                .formatted(
                    name.getFileName(), Sha256.of(old.exact()).hex().substring(0, SHORT_DIGEST)));
    try (Replacement replacement = Replacement.of(terminal, name)) {
      replacement.write(next.encode());
      keep(terminal.file(name), terminal.file(kept), old.exact());
      replacement.putInPlace();
    } catch (IOException e) {
      throw CommandException.failed("%s: can't be kept: %s".formatted(kept, e), e);
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
}
