package dev.runseal.bundle;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SigningException;
import dev.runseal.key.SoftwareKey;
import dev.runseal.note.Checkpoint;
import dev.runseal.note.Receipt;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.tree.InclusionProof;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.MerkleRange;
import dev.runseal.tree.TreeHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A log in memory, for tests: a real tree under a real signed head, over whatever entries it is
 * given. Owned by one thread.
 */
public final class SmallLog {
  private final SoftwareKey key;
  private final Origin origin;
  private final MerkleRange edge = new MerkleRange();
  private final Map<List<Long>, TreeHash> nodes = new HashMap<>();
  private final List<Bytes> entries = new ArrayList<>();

  public SmallLog(String name, SoftwareKey key) {
    this.key = key;
    this.origin = Origin.of(name, key.publicKey());
  }

  public Origin origin() {
    return origin;
  }

  public SoftwareKey key() {
    return key;
  }

  public long size() {
    return entries.size();
  }

  public void append(Bytes entry) {
    entries.add(entry);
    edge.append(
        LeafHash.of(entry), (level, index, node) -> nodes.put(List.of((long) level, index), node));
  }

  public Checkpoint checkpoint() {
    return new Checkpoint(origin, size(), edge.root());
  }

  public SignedCheckpoint head() {
    try {
      return SignedCheckpoint.sign(checkpoint(), key);
    } catch (SigningException e) {
      throw new AssertionError("a key in memory signs whatever it is given", e);
    }
  }

  public List<TreeHash> hashes(long index) {
    return InclusionProof.of(
            index,
            size(),
            (level, at) -> Objects.requireNonNull(nodes.get(List.of((long) level, at))))
        .hashes();
  }

  /** The receipt of one entry under the head as it is now. */
  public Receipt receipt(long index) {
    return new Receipt(index, hashes(index), head());
  }

  public Bytes entry(long index) {
    return entries.get((int) index);
  }

  /** The entry and its receipt under the head as it is now. */
  public Part part(long index) {
    return new Part(entry(index), receipt(index));
  }
}
