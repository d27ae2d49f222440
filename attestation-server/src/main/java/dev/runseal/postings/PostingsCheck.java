package dev.runseal.postings;

import dev.runseal.key.Origin;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An index on disk that is compared, entry by entry, with the log that it should be of. It changes
 * nothing. One thread uses it: {@link #verifyEntry} for every entry from 0 to before {@link
 * #covered}, then {@link #verifyNothingElse}.
 */
public final class PostingsCheck implements Closeable {
  private final SegmentChain chain;
  private int segment;
  private long keys;
  private long declarations;

  private PostingsCheck(SegmentChain chain) {
    this.chain = chain;
  }

  /** Throws when what is there is damaged; half a segment that a crash left is not looked at. */
  public static PostingsCheck open(Path folder, Origin origin) throws IOException {
    var check = new PostingsCheck(SegmentChain.find(new DiskFolder(folder), origin));
    if (!check.chain.problems().isEmpty()) {
      check.close();
      throw new IOException(check.chain.problems().getFirst());
    }
    return check;
  }

  public long covered() {
    return chain.covered();
  }

  /** Throws unless the index has this entry under exactly these keys. */
  public void verifyEntry(
      long index, EntryKey key, EntryKey fingerprint, Optional<EntryKey> declaration)
      throws IOException {
    if (index >= at().range().to()) {
      segment++;
    }
    var expected = new Slot(index, fingerprint);
    Optional<Slot> found = at().find(key);
    if (!found.equals(Optional.of(expected))) {
      throw damaged(
          "key of entry %d is that of %s, expected %s"
              .formatted(index, found.map(Slot::toString).orElse("no entry"), expected));
    }
    keys++;
    if (declaration.isPresent()) {
      List<Long> places = at().find(declaration.get(), index, index + 1, 1);
      if (places.isEmpty()) {
        throw damaged("entry %d is not under its declaration".formatted(index));
      }
      declarations++;
    }
  }

  /** Throws unless every block is whole and in order, and holds no more than was verified. */
  public void verifyNothingElse() throws IOException {
    long foundKeys = 0;
    long foundDeclarations = 0;
    for (segment = 0; segment < chain.segments().size(); segment++) {
      verifyOrder("keys", at().keys());
      verifyOrder("declarations", at().declarations());
      foundKeys += at().keys().count();
      foundDeclarations += at().declarations().count();
    }
    if (foundKeys != keys || foundDeclarations != declarations) {
      throw new IOException(
          "index has %d keys and %d declarations, entries to %d have %d and %d"
              .formatted(foundKeys, foundDeclarations, covered(), keys, declarations));
    }
  }

  @Override
  public void close() throws IOException {
    for (Segment each : chain.segments()) {
      each.close();
    }
  }

  private Segment at() {
    return chain.segments().get(segment);
  }

  private void verifyOrder(String what, SegmentTable table) throws IOException {
    SegmentTable.Cursor before = table.all();
    SegmentTable.Cursor after = table.all();
    if (!after.present()) {
      return;
    }
    for (after.advance(); after.present(); after.advance()) {
      if (before.compare(after.high(), after.low(), after.index()) >= 0) {
        throw damaged("%s are not in order before that of entry %d".formatted(what, after.index()));
      }
      before.advance();
    }
  }

  private DamagedSegmentException damaged(String what) {
    return new DamagedSegmentException(at().range().toString(), what);
  }
}
