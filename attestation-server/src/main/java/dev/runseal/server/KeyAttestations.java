package dev.runseal.server;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Every version of the key attestation that a statement of this log may name, each a file in the
 * state directory under its digest. The version in force is there before the first statement names
 * it. What is read back is trusted only if its digest is the one asked for.
 */
final class KeyAttestations {
  private final Path directory;
  private final Bytes current;

  private KeyAttestations(Path directory, Bytes current) {
    this.directory = directory;
    this.current = current;
  }

  static KeyAttestations keep(Path state, Bytes current) throws IOException {
    Path directory = Files.createDirectories(state.resolve("key-attestations"));
    var attestations = new KeyAttestations(directory, current);
    Sha256 digest = Sha256.of(current);
    if (attestations.find(digest).isEmpty()) {
      // A crash leaves the .tmp file behind, and the next start writes it anew.
      Path draft = directory.resolve(digest.hex() + ".tmp");
      Files.write(draft, current.toArray());
      force(draft, StandardOpenOption.WRITE);
      Files.move(
          draft,
          attestations.file(digest),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      force(directory, StandardOpenOption.READ);
    }
    return attestations;
  }

  Bytes current() {
    return current;
  }

  Optional<Bytes> find(Sha256 digest) {
    try {
      Bytes exact = Bytes.takingOwnership(Files.readAllBytes(file(digest)));
      return Sha256.of(exact).equals(digest) ? Optional.of(exact) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("key attestation %s can't be read".formatted(digest), e);
    }
  }

  private Path file(Sha256 digest) {
    return directory.resolve(digest.hex() + ".json");
  }

  private static void force(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }
}
