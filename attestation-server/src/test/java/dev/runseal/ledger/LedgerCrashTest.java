package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random work, random crashes, and after each the whole tree derived again from the journal, with a
 * hash that is written here and shares nothing with the one under test.
 */
class LedgerCrashTest {
  @TempDir Path parent;

  /** A state directory as a crash could leave it: everything fsynced, and a part of the rest. */
  private record Image(Bytes journal, Bytes checkpoint) {}

  @Test
  void whatWasAnsweredSurvivesEveryCrash() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("LedgerCrashTest seed " + seed);
    Random random = new Random(seed);
    var fixture = new LedgerFixture(parent);
    Map<String, Sealed> answered = new HashMap<>();
    int names = 0;
    for (int round = 0; round < 40; round++) {
      Ledger ledger = fixture.open();
      verifyAgainstJournal(fixture, ledger);
      for (Map.Entry<String, Sealed> each : answered.entrySet()) {
        Sealed before = each.getValue();
        assertThat(ledger.findEntry(before.index())).contains(before.statement());
        ledger
            .receipt(before.index(), ledger.head())
            .proof()
            .verify(before.leafHash(), ledger.head().checkpoint().root());
      }
      int count = random.nextInt(8);
      for (int i = 0; i < count; i++) {
        List<Submission> group = new ArrayList<>();
        int width = 1 + random.nextInt(4);
        for (int j = 0; j < width; j++) {
          group.add(fixture.seal("run-" + names++));
        }
        for (Sealed each : ledger.append(group)) {
          answered.put("entry-" + each.index(), each);
          fixture.time.pass(random.nextInt(1_000));
        }
      }
      Image atCrash = image(fixture);
      ledger.close();
      if (random.nextBoolean()) {
        // The close did not happen, and the write that was under way is torn somewhere.
        restore(fixture, atCrash, random);
      }
    }
  }

  @Test
  void aTruncationOfTheLastRecordIsRecoveredFrom() throws Exception {
    var fixture = new LedgerFixture(parent);
    Ledger ledger = fixture.open();
    Sealed kept = ledger.append(fixture.seal("run-1"));
    int before = (int) Files.size(fixture.journal());
    Image early = image(fixture);
    ledger.append(List.of(fixture.seal("run-2"), fixture.seal("run-3")));
    byte[] journal = Files.readAllBytes(fixture.journal());
    ledger.close();

    for (int length = before; length <= journal.length; length = next(length, journal.length)) {
      Files.write(fixture.journal(), Arrays.copyOf(journal, length));
      Files.write(fixture.checkpoint(), early.checkpoint().toArray());
      try (Ledger again = fixture.open()) {
        assertThat(again.size()).as("cut at %d", length).isEqualTo(length < journal.length ? 1 : 3);
        assertThat(again.findEntry(0)).contains(kept.statement());
        verifyAgainstJournal(fixture, again);
      }
    }
  }

  /** Every 41st byte, and the last: JournalTest goes through all of them without a token. */
  private static int next(int length, int last) {
    return length == last ? last + 1 : Math.min(length + 41, last);
  }

  private static Image image(LedgerFixture fixture) throws IOException {
    return new Image(
        Bytes.of(Files.readAllBytes(fixture.journal())),
        Bytes.of(Files.readAllBytes(fixture.checkpoint())));
  }

  private static void restore(LedgerFixture fixture, Image image, Random random)
      throws IOException {
    byte[] torn = new byte[random.nextInt(64)];
    random.nextBytes(torn);
    Files.write(fixture.journal(), Bytes.concat(image.journal(), Bytes.of(torn)).toArray());
    Files.write(fixture.checkpoint(), image.checkpoint().toArray());
  }

  private static void verifyAgainstJournal(LedgerFixture fixture, Ledger ledger) throws Exception {
    List<byte[]> leaves = new ArrayList<>();
    JournalSegment.open(
            new DiskDirectory(fixture.directory),
            "journal/0000000000000000",
            fixture.origin,
            0,
            (firstIndex, checkpoint, entries) -> {
              for (Bytes entry : entries) {
                byte[] prefixed = new byte[1 + entry.length()];
                entry.copyTo(prefixed, 1);
                leaves.add(Sha256.newDigest().digest(prefixed));
              }
            })
        .close();
    assertThat(ledger.size()).isEqualTo(leaves.size());
    assertThat(ledger.head().checkpoint().root().digest().value())
        .isEqualTo(Bytes.of(naiveRoot(leaves)));
    ledger.head().verify(fixture.key.publicKey());
  }

  /** MTH of RFC 6962 §2.1, word by word. */
  private static byte[] naiveRoot(List<byte[]> leaves) {
    if (leaves.isEmpty()) {
      return Sha256.newDigest().digest();
    }
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int k = 1;
    while (2 * k < leaves.size()) {
      k *= 2;
    }
    var digest = Sha256.newDigest();
    digest.update((byte) 1);
    digest.update(naiveRoot(leaves.subList(0, k)));
    digest.update(naiveRoot(leaves.subList(k, leaves.size())));
    return digest.digest();
  }
}
