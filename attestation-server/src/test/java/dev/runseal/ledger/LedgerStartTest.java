package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From which state directories a ledger goes on, and from which it does not. */
class LedgerStartTest {
  @TempDir Path parent;
  LedgerFixture fixture;

  @BeforeEach
  void fixture() throws IOException {
    fixture = new LedgerFixture(parent);
  }

  @Test
  void closingTwiceIsClosingOnce() throws Exception {
    Ledger first = fixture.open();
    first.close();
    Ledger second = fixture.open();
    String head = second.append(fixture.seal("run-1")).head().encode();
    second.close();

    first.close();

    assertThat(Files.readString(fixture.checkpoint())).isEqualTo(head);
  }

  @Test
  void aSecondLedgerInTheSameDirectoryIsRefused() throws Exception {
    try (Ledger ledger = fixture.open()) {
      assertThat(ledger.size()).isZero();
      assertThatThrownBy(fixture::open)
          .hasMessage(
              "state directory %s is in use by another runseal".formatted(fixture.directory));
    }
  }

  @Test
  void aJournalThatWasSetBackIsRefused() throws Exception {
    byte[] earlier;
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));
      earlier = Files.readAllBytes(fixture.journal());
      ledger.append(fixture.seal("run-2"));
    }
    Files.write(fixture.journal(), earlier);

    assertThatThrownBy(fixture::open)
        .hasMessage(
            "checkpoint file: checkpoint size is 2, journal has 1 entries: refusing to roll back");
    assertThat(Files.readAllBytes(fixture.journal())).isEqualTo(earlier);
  }

  @Test
  void aLastRecordThatWasSignedIsNeverCut() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));
    }
    byte[] damaged = Files.readAllBytes(fixture.journal());
    damaged[damaged.length - 1] ^= 1;
    Files.write(fixture.journal(), damaged);

    assertThatThrownBy(fixture::open)
        .hasMessage(
            "checkpoint file: checkpoint size is 1, journal has 0 entries: refusing to roll back");
    assertThat(Files.readAllBytes(fixture.journal())).isEqualTo(damaged);
  }

  @Test
  void aJournalWithOtherEntriesThanWereSignedIsRefused() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));
    }
    byte[] checkpoint = Files.readAllBytes(fixture.checkpoint());
    fixture.empty();
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-2"));
    }
    Files.write(fixture.checkpoint(), checkpoint);

    assertThatThrownBy(fixture::open)
        .hasMessageStartingWith("checkpoint file: checkpoint of size 1 has root sha256:")
        .hasMessageEndingWith(": refusing to go on");
  }

  @Test
  void aMissingCheckpointOrJournalIsRefused() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));
    }
    byte[] checkpoint = Files.readAllBytes(fixture.checkpoint());
    Files.delete(fixture.checkpoint());
    assertThatThrownBy(fixture::open)
        .hasMessage(
            "checkpoint file %s is missing, journal has 1 entries: refusing to guess what was signed"
                .formatted(fixture.checkpoint()));

    Files.delete(fixture.journal());
    Files.write(fixture.checkpoint(), checkpoint);
    assertThatThrownBy(fixture::open)
        .hasMessage(
            "checkpoint size is 1, there is no journal %s: refusing to begin anew"
                .formatted(fixture.directory.resolve("journal")));

    Files.delete(fixture.checkpoint());
    assertThatThrownBy(fixture::open)
        .hasMessage(
            "there are tiles in %s, and neither checkpoint nor journal: refusing to begin anew"
                .formatted(fixture.directory.resolve("tile")));
  }

  @Test
  void aCheckpointThatTheKeyDidNotSignIsRefused() throws Exception {
    try (Ledger ledger = fixture.open()) {
      ledger.append(fixture.seal("run-1"));
    }
    String text = Files.readString(fixture.checkpoint());
    int at = text.length() - 20;
    char other = text.charAt(at) == 'A' ? 'B' : 'A';
    Files.writeString(fixture.checkpoint(), text.substring(0, at) + other + text.substring(at + 1));

    assertThatThrownBy(fixture::open)
        .hasMessageStartingWith("newest checkpoint, of size 1: signature line of ");
  }
}
