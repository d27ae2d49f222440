package dev.runseal.postings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A log whose entries are numbers: what an index should say of each can be computed. */
final class Samples {
  static final Origin ORIGIN =
      Origin.of("test.example/log", SoftwareKey.named("postings").publicKey());

  /** Small enough that a test meets every kind of segment; merges don't wait. */
  static final PostingsOptions SMALL =
      new PostingsOptions(4, 3, 3, Long.MAX_VALUE >>> 32, Duration.ofMillis(1));

  private Samples() {}

  static EntryKey key(long index) {
    return EntryKey.of(List.of("key", Long.toString(index)));
  }

  static EntryKey fingerprint(long index) {
    return EntryKey.of(List.of("fingerprint", Long.toString(index)));
  }

  static EntryKey declaration(String name) {
    return EntryKey.of(List.of("declaration", name));
  }

  /** Every other entry has the same one, every tenth has none, and the rest one of their own. */
  static Optional<EntryKey> declarationOf(long index) {
    if (index % 10 == 9) {
      return Optional.empty();
    }
    return Optional.of(declaration(index % 2 == 0 ? "common" : Long.toString(index)));
  }

  static Slot slot(long index) {
    return new Slot(index, fingerprint(index));
  }

  static void add(Postings postings, long index) {
    postings.add(index, key(index), fingerprint(index), declarationOf(index));
  }

  static Generation generation(long from, long to) {
    var generation = new Generation(from);
    for (long i = from; i < to; i++) {
      generation.add(i, key(i), fingerprint(i), declarationOf(i));
    }
    return generation;
  }

  static void verifyWhole(Path folder, long covered) throws IOException {
    try (PostingsCheck check = PostingsCheck.open(folder, ORIGIN)) {
      assertThat(check.covered()).isEqualTo(covered);
      for (long i = 0; i < covered; i++) {
        check.verifyEntry(i, key(i), fingerprint(i), declarationOf(i));
      }
      check.verifyNothingElse();
    }
  }
}
