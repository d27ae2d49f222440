package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SigningException;
import dev.runseal.key.SoftwareKey;
import dev.runseal.note.Checkpoint;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.tree.InclusionProof;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.MerkleRange;
import dev.runseal.tree.ProofException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A store that is driven as the ledger does it, with a plain tree beside it to compare with. */
final class StoreLog {
  static final SoftwareKey KEY = SoftwareKey.named("store");
  static final Origin ORIGIN = Origin.of("test.example/store", KEY.publicKey());

  final PlainTree plain = new PlainTree();
  private final Path directory;
  private final LogDirectory.Opener opener;
  private final int segmentBytes;
  private DirectoryLogStore store;
  private MerkleRange edge;
  private Optional<SignedCheckpoint> head = Optional.empty();

  /** Begins or goes on in a directory; {@code entries} are those that it should hold. */
  StoreLog(Path directory, LogDirectory.Opener opener, int segmentBytes, PlainTree entries)
      throws Exception {
    this.directory = directory;
    this.opener = opener;
    this.segmentBytes = segmentBytes;
    for (int i = 0; i < entries.size(); i++) {
      plain.add(entries.entry(i));
    }
    open();
  }

  static Path directory(Path parent) throws IOException {
    return Files.createDirectory(
        parent.resolve("state"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** A store of this log alone, for who drives it otherwise. */
  static DirectoryLogStore store(Path directory, LogDirectory.Opener opener, int segmentBytes)
      throws LedgerException {
    return DirectoryLogStore.open(
        StateLock.acquire(directory),
        ORIGIN,
        KEY.publicKey(),
        LedgerEvents.NONE,
        opener,
        segmentBytes);
  }

  private void open() throws LedgerException, IOException, SigningException {
    store = store(directory, opener, segmentBytes);
    edge = MerkleRange.resume(store.size(), store);
    publish();
  }

  DirectoryLogStore store() {
    return store;
  }

  long size() {
    return edge.size();
  }

  void append(List<Bytes> entries) throws IOException {
    for (Bytes entry : entries) {
      edge.append(LeafHash.of(entry), store);
      plain.add(entry);
    }
    store.append(entries, head);
    head = Optional.empty();
  }

  SignedCheckpoint sign() throws SigningException {
    var signed = SignedCheckpoint.sign(new Checkpoint(ORIGIN, edge.size(), edge.root()), KEY);
    head = Optional.of(signed);
    return signed;
  }

  void publish() throws IOException, SigningException {
    store.publish(sign());
  }

  void close() throws IOException {
    store.close();
  }

  void reopen() throws Exception {
    close();
    open();
  }

  /** Every entry, every file and the root are those of the plain tree. */
  void verify() throws Exception {
    verifyRoot();
    List<Bytes> found = new ArrayList<>();
    store.entries(
        0,
        store.size(),
        (index, entry) -> {
          assertThat(index).isEqualTo(found.size());
          found.add(entry);
        });
    assertThat(found).hasSize(plain.size());
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).isEqualTo(plain.entry(i));
    }
    for (String name : plain.tiles(plain.size())) {
      assertThat(Bytes.of(Files.readAllBytes(directory.resolve(name))))
          .as(name)
          .isEqualTo(plain.tile(name));
    }
  }

  void verifyRoot() {
    assertThat(store.size()).isEqualTo(plain.size());
    assertThat(edge.root().digest().value()).isEqualTo(plain.root(plain.size()));
  }

  void verifyProof(long index) throws ProofException {
    InclusionProof.of(index, size(), store)
        .verify(LeafHash.of(plain.entry((int) index)), edge.root());
  }

  /** The names of all files below {@code tile}. */
  Set<String> tileFiles() throws IOException {
    Set<String> names = new TreeSet<>();
    try (var files = Files.walk(directory.resolve("tile"))) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> names.add(directory.relativize(file).toString()));
    }
    return names;
  }

  List<String> segments() throws IOException {
    return new DiskDirectory(directory).list("journal");
  }
}
