package dev.runseal.audit;

import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.note.SignedNote;
import dev.runseal.tree.EntryBundle;
import dev.runseal.tree.TilePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A log in a directory: {@code checkpoint} and {@code tile/…} as C2SP tlog-tiles has them, and the
 * key attestations as our daemon keeps them. A daemon may go on writing there: what is at or below
 * a checkpoint that was read stays.
 */
public final class DirectoryLogReader implements LogReader {
  static final int MAX_TILE = TilePath.FULL_WIDTH * Sha256.LENGTH;
  static final int MAX_BUNDLE = TilePath.FULL_WIDTH * (2 + EntryBundle.MAX_ENTRY);

  private final Path directory;

  public DirectoryLogReader(Path directory) {
    this.directory = directory;
  }

  @Override
  public Bytes checkpoint() throws AuditException {
    return read("checkpoint", SignedNote.MAX_LENGTH)
        .orElseThrow(() ->
            new AuditException(
                "%s has no file \"checkpoint\": is it the directory of a log?"
                    .formatted(directory)));
  }

  @Override
  public Optional<Bytes> find(TilePath path) throws AuditException {
    return read(
        path.encode(),
        switch (path.kind()) {
          case TilePath.Kind.Hashes ignored -> MAX_TILE;
          case TilePath.Kind.Entries ignored -> MAX_BUNDLE;
        });
  }

  @Override
  public Optional<Bytes> findKeyAttestation(Sha256 digest) throws AuditException {
    return read("key-attestations/" + digest.hex() + ".json", KeyAttestation.MAX_LENGTH);
  }

  /** Reads one byte more than is allowed, so that too long a file is seen to be that. */
  private Optional<Bytes> read(String name, int longest) throws AuditException {
    try (InputStream in = Files.newInputStream(directory.resolve(name))) {
      return Optional.of(Bytes.takingOwnership(in.readNBytes(longest + 1)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new AuditException(
          "%s can't be read: %s".formatted(directory.resolve(name), e.getMessage()), e);
    }
  }
}
