package dev.runseal.audit;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.key.Origin;
import dev.runseal.key.SigningException;
import dev.runseal.note.Checkpoint;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.statement.Caller;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Execution;
import dev.runseal.statement.Outcome;
import dev.runseal.statement.Position;
import dev.runseal.statement.Seal;
import dev.runseal.statement.SealRef;
import dev.runseal.statement.Separation;
import dev.runseal.statement.Signer;
import dev.runseal.statement.Statement;
import dev.runseal.statement.Timestamp;
import dev.runseal.tree.EntryBundle;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.MerkleRange;
import dev.runseal.tree.TilePath;
import dev.runseal.tree.TreeHash;
import dev.runseal.x509.TestChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A log that a key in software made, written plainly as C2SP tlog-tiles into a directory: for
 * tests. It takes any entries, right or wrong, and the same ones give the same bytes in every run.
 */
public final class TiledLog {
  private static final Timestamp BEGIN = Timestamp.parse("2026-11-21T01:02:03.000000Z");

  private final Path directory;
  private final TestChain chain;
  private final Sha256 attestation;
  private final MerkleRange range = new MerkleRange();
  private final List<Bytes> entries = new ArrayList<>();

  /** By level, the hashes of the tile that is being filled. */
  private final List<List<TreeHash>> open = new ArrayList<>();

  public TiledLog(Path directory, String name) throws IOException {
    this.directory = directory;
    this.chain = TestChain.named(name);
    for (int level = 0; level <= TilePath.MAX_LEVEL; level++) {
      open.add(new ArrayList<>());
    }
    Bytes exact = chain.keyAttestation().encode();
    this.attestation = Sha256.of(exact);
    write("key-attestations/" + attestation.hex() + ".json", exact);
  }

  public Origin origin() {
    return chain.origin();
  }

  public TestChain chain() {
    return chain;
  }

  public long size() {
    return range.size();
  }

  /** Appends an entry and returns its leaf hash. */
  public LeafHash append(Bytes entry) throws IOException {
    var leaf = LeafHash.of(entry);
    long bundle = range.size() / TilePath.FULL_WIDTH;
    entries.add(entry);
    List<Level> closed = new ArrayList<>();
    range.append(leaf, (level, index, node) -> closed.add(new Level(level, index, node)));
    for (Level each : closed) {
      if (each.level() % 8 == 0) {
        complete(each.level() / 8, each.index() / TilePath.FULL_WIDTH, each.node());
      }
    }
    if (entries.size() == TilePath.FULL_WIDTH) {
      write(TilePath.entries(bundle, entries.size()).encode(), new EntryBundle(entries).encode());
      entries.clear();
    }
    return leaf;
  }

  private record Level(int level, long index, TreeHash node) {}

  private void complete(int level, long index, TreeHash node) throws IOException {
    List<TreeHash> tile = open.get(level);
    tile.add(node);
    if (tile.size() == TilePath.FULL_WIDTH) {
      write(level, index, tile);
      tile.clear();
    }
  }

  /** Writes the partial tiles and signs the head. */
  public SignedCheckpoint publish() throws IOException {
    return publish(range.root());
  }

  /** As {@link #publish()}, with a root that need not be the log's. */
  SignedCheckpoint publish(TreeHash root) throws IOException {
    if (!entries.isEmpty()) {
      var path = TilePath.entries(range.size() / TilePath.FULL_WIDTH, entries.size());
      write(path.encode(), new EntryBundle(entries).encode());
    }
    for (int level = 0; level <= TilePath.MAX_LEVEL; level++) {
      if (!open.get(level).isEmpty()) {
        write(level, range.size() >>> (8 * (level + 1)), open.get(level));
      }
    }
    try {
      var head =
          SignedCheckpoint.sign(
              new Checkpoint(chain.origin(), range.size(), root), chain.sealingKey());
      write("checkpoint", Bytes.utf8(head.encode()));
      return head;
    } catch (SigningException e) {
      throw new AssertionError("a key in memory signs", e);
    }
  }

  /** Three seals with a completion of each after them, and so on: {@code count} right entries. */
  public void appendRuns(int count) throws IOException {
    List<SealRef> seals = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (seals.size() == 3 || (!seals.isEmpty() && i % 5 == 4)) {
        append(completion(seals.removeFirst()).encode());
      } else {
        var parent = seals.isEmpty() ? Optional.<SealRef>empty() : Optional.of(seals.getLast());
        seals.add(appendSeal("run-" + size(), parent));
      }
    }
  }

  SealRef appendSeal(String execution, Optional<SealRef> parent) throws IOException {
    long index = size();
    return new SealRef(origin(), index, append(seal(execution, parent).encode()));
  }

  /** A seal for the next place. */
  Seal seal(String execution, Optional<SealRef> parent) {
    return seal(position(), new Caller.Unix(1000), execution, parent);
  }

  Seal seal(Position position, Caller caller, String execution, Optional<SealRef> parent) {
    return new Seal(
        position,
        new Signer(991),
        attestation,
        caller,
        Separation.OTHER_USER,
        Optional.of("checkout-agent"),
        new RunIdentity(Sha256.of(Bytes.utf8(execution))),
        new Execution(execution),
        parent,
        Optional.empty());
  }

  Statement completion(SealRef seal) {
    return completion(seal, new Caller.Unix(1000));
  }

  /** A completion for the next place. */
  Statement completion(SealRef seal, Caller caller) {
    return new Completion(
        position(),
        new Signer(991),
        attestation,
        caller,
        Separation.OTHER_USER,
        Optional.empty(),
        seal,
        List.of(),
        Outcome.COMPLETED);
  }

  /** The next place, at its own second. */
  Position position() {
    return new Position(origin(), size(), time(size()));
  }

  static Timestamp time(long index) {
    return new Timestamp(BEGIN.micros() + 1000 * index);
  }

  private void write(int level, long index, List<TreeHash> hashes) throws IOException {
    Bytes[] parts = hashes.stream().map(hash -> hash.digest().value()).toArray(Bytes[]::new);
    write(TilePath.hashes(level, index, hashes.size()).encode(), Bytes.concat(parts));
  }

  private void write(String name, Bytes content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content.toArray());
  }
}
