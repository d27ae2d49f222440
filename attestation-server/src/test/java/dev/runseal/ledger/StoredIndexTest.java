package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.statement.Execution;
import dev.runseal.statement.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the index is on disk when the ledger stops, and what the next start makes of it. */
class StoredIndexTest {
  @TempDir Path parent;
  LedgerFixture fixture;
  final List<Bytes> entries = new ArrayList<>();

  @BeforeEach
  void sealedAndStopped() throws Exception {
    fixture = new LedgerFixture(parent);
    try (Ledger ledger = fixture.open()) {
      for (int i = 0; i < 5; i++) {
        ledger.append(fixture.seal("run-" + i, i % 2 == 0 ? "even" : "odd"));
      }
      for (int i = 0; i < 5; i++) {
        entries.add(ledger.findEntry(i).orElseThrow());
      }
    }
  }

  @Test
  void aStartAfterAStopInOrderReadsNoEntries() throws Exception {
    EntrySource unread =
        index -> {
          throw new AssertionError("entry %d is read".formatted(index));
        };
    LogIndex.open(fixture.directory, fixture.origin, 5, unread, LedgerEvents.NONE).close();
  }

  @Test
  void theIndexIsThatOfItsEntries() throws Exception {
    assertThat(verify(entries)).isEqualTo(5);
  }

  @Test
  void anEntryThatIsNotTheOneInTheIndexIsFound() throws Exception {
    entries.set(3, fixture.seal("another").draft().fill(3, new Timestamp(SettableTime.START)));

    assertThatThrownBy(() -> verify(entries))
        .hasMessageMatching(
            "index of .* is not that of its entries: index segment 0-5:"
                + " key of entry 3 is that of no entry, expected Slot.*index=3.*");
  }

  @Test
  void anIndexThatReachesBeyondTheLogIsRefused() {
    assertThatThrownBy(() -> verify(entries.subList(0, 4)))
        .hasMessage("index reaches to entry 5, the log has 4 entries");
  }

  @Test
  void aMissingIndexIsMadeAgainByTheStart() throws Exception {
    deleteIndex();
    verifyLedger();
    assertThat(verify(entries)).isEqualTo(5);
  }

  @Test
  void aDamagedIndexIsMadeAgainByTheStartWhichSaysSo() throws Exception {
    Path segment = fixture.directory.resolve("index/0-5");
    byte[] content = Files.readAllBytes(segment);
    content[9] ^= 1;
    Files.write(segment, content);
    List<String> notices = new ArrayList<>();
    var events =
        new LedgerEvents() {
          @Override
          public void indexNotice(String what) {
            notices.add(what);
          }
        };
    fixture.open(LedgerFixture.OPTIONS, events).close();

    assertThat(notices).containsExactly("index segment 0-5: header does not have its checksum");
    verifyLedger();
  }

  @Test
  void aRebuildMakesTheSameIndex() throws Exception {
    byte[] before = Files.readAllBytes(fixture.directory.resolve("index/0-5"));

    StoredIndex.rebuild(
        fixture.directory, fixture.origin, 5, i -> entries.get((int) i), LedgerEvents.NONE);

    assertThat(Files.readAllBytes(fixture.directory.resolve("index/0-5"))).isEqualTo(before);
    assertThat(verify(entries)).isEqualTo(5);
  }

  @Test
  void whatWasForgottenNeverReachesTheDisk() throws Exception {
    Ledger ledger = fixture.open();
    ledger.append(fixture.seal("run-5"));
    fixture.disk.failForce();
    assertThatThrownBy(() -> ledger.append(fixture.seal("run-6")))
        .isInstanceOf(LedgerException.class);
    entries.add(ledger.findEntry(5).orElseThrow());
    ledger.close();

    assertThat(verify(entries)).isEqualTo(6);
  }

  private void verifyLedger() throws LedgerException {
    try (Ledger ledger = fixture.open()) {
      assertThat(ledger.findSeal(Samples.CALLER, new Execution("run-3"))).hasValue(3);
      assertThat(ledger.seals(Samples.identity("even"), 1, 10)).containsExactly(2L, 4L);
      assertThat(ledger.append(fixture.seal("run-2", "even")).created()).isFalse();
    }
  }

  private long verify(List<Bytes> log) throws LedgerException {
    return StoredIndex.verify(fixture.directory, fixture.origin, log.size(), i -> log.get((int) i));
  }

  private void deleteIndex() throws IOException {
    Path folder = fixture.directory.resolve("index");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
