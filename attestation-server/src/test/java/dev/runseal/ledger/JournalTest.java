package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Origin ORIGIN =
      Origin.of("test.example/journal", SoftwareKey.named("journal").publicKey());
  private static final List<Bytes> FIRST = List.of(Bytes.utf8("one"), Bytes.utf8("two"));
  private static final List<Bytes> SECOND = List.of(Bytes.utf8("three"));
  private static final List<Bytes> THIRD = List.of(Bytes.utf8("four"), Bytes.utf8("fünf"));

  @TempDir Path directory;
  Path path;

  /** Where each record begins, and where the last one ends. */
  private final List<Integer> bounds = new ArrayList<>();

  private record Replayed(long firstIndex, String checkpoint, List<Bytes> entries) {}

  @BeforeEach
  void threeRecords() throws Exception {
    path = directory.resolve("journal");
    Journal.create(path, ORIGIN);
    try (Journal journal = open(new ArrayList<>())) {
      bounds.add((int) Files.size(path));
      journal.append("", FIRST);
      bounds.add((int) Files.size(path));
      journal.append("a checkpoint", SECOND);
      bounds.add((int) Files.size(path));
      journal.append("another", THIRD);
      bounds.add((int) Files.size(path));
    }
  }

  @Test
  void everyRecordIsReplayedInOrder() throws Exception {
    List<Replayed> replayed = new ArrayList<>();
    try (Journal journal = open(replayed)) {
      assertThat(journal.size()).isEqualTo(5);
      assertThat(journal.torn()).isZero();
    }
    assertThat(replayed)
        .containsExactly(
            new Replayed(0, "", FIRST),
            new Replayed(2, "a checkpoint", SECOND),
            new Replayed(3, "another", THIRD));
  }

  @Test
  void theLayoutIsTheOneInTheDocument() throws Exception {
    byte[] file = Files.readAllBytes(path);
    byte[] name = ORIGIN.text().getBytes(StandardCharsets.US_ASCII);
    String header =
        hex("runsealJ".getBytes(StandardCharsets.US_ASCII))
            + "0001"
            + "%04x".formatted(name.length)
            + hex(name);
    assertThat(hex(file)).startsWith(header);
    assertThat(hex(Arrays.copyOfRange(file, bounds.get(1), bounds.get(1) + 8)))
        .isEqualTo("fe524a31" + "00000021");
    assertThat(hex(Arrays.copyOfRange(file, bounds.get(1) + 12, bounds.get(2))))
        .isEqualTo(
            "0000000000000002"
                + "00000001"
                + "000c"
                + hex(Bytes.utf8("a checkpoint").toArray())
                + "0005"
                + hex(Bytes.utf8("three").toArray()));
  }

  @Test
  void entriesAreReadBackByPlace() throws Exception {
    try (Journal journal = open(new ArrayList<>())) {
      long at = journal.append("", List.of(Bytes.utf8("six"), Bytes.utf8("seven")));

      assertThat(journal.read(at + 2, 3)).isEqualTo(Bytes.utf8("six"));
      assertThat(journal.read(at + 7, 5)).isEqualTo(Bytes.utf8("seven"));
      assertThatThrownBy(() -> journal.read(at + 7, 6)).hasMessageContaining("expected 1 more");
    }
  }

  @Test
  void aRecordTornAnywhereIsCutAndNothingElse() throws Exception {
    byte[] whole = Files.readAllBytes(path);
    for (int length = bounds.get(2); length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      List<Replayed> replayed = new ArrayList<>();
      try (Journal journal = open(replayed)) {
        assertThat(journal.torn()).as("cut at %d", length).isEqualTo(length - bounds.get(2));
        journal.cutTail();
        assertThat(Files.size(path)).isEqualTo(bounds.get(2).longValue());
        journal.append("", THIRD);
      }
      assertThat(replayed).hasSize(2);
      List<Replayed> again = new ArrayList<>();
      try (Journal journal = open(again)) {
        assertThat(journal.torn()).isZero();
      }
      assertThat(again).hasSize(3).last().isEqualTo(new Replayed(3, "", THIRD));
    }
  }

  @Test
  void aTailWhoseBytesNeverArrivedIsCut() throws Exception {
    byte[] whole = Files.readAllBytes(path);
    for (int good = bounds.get(2); good < whole.length; good++) {
      byte[] torn = whole.clone();
      Arrays.fill(torn, good, whole.length, (byte) 0);
      Files.write(path, torn);
      try (Journal journal = open(new ArrayList<>())) {
        assertThat(journal.size()).as("zeros from %d", good).isEqualTo(3);
        assertThat(journal.torn()).isEqualTo(whole.length - bounds.get(2));
      }
    }
  }

  @Test
  void everyBitOfAnEarlierRecordIsGuarded() throws Exception {
    byte[] whole = Files.readAllBytes(path);
    for (int bit = 8 * bounds.get(0); bit < 8 * bounds.get(2); bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(path, damaged);
      int record = bit / 8 < bounds.get(1) ? 0 : 1;

      assertThatThrownBy(() -> open(new ArrayList<>()).close())
          .as("bit %d", bit)
          .isInstanceOf(LedgerException.class)
          .hasMessage(
              "journal %s: record at %d (entry %d on) is damaged and a good one follows at %d:"
                      .formatted(path, bounds.get(record), 2 * record, bounds.get(record + 1))
                  + " this is no torn write, journal left untouched");
      assertThat(Files.readAllBytes(path)).isEqualTo(damaged);
    }
  }

  @Test
  void everyBitOfTheHeaderIsGuarded() throws Exception {
    byte[] whole = Files.readAllBytes(path);
    for (int bit = 0; bit < 8 * bounds.get(0); bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(path, damaged);

      assertThatThrownBy(() -> open(new ArrayList<>()).close())
          .as("bit %d", bit)
          .isInstanceOf(LedgerException.class);
    }
  }

  @Test
  void aHeaderCutShortIsRefused() throws Exception {
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < bounds.get(0); length++) {
      Files.write(path, Arrays.copyOf(whole, length));

      assertThatThrownBy(() -> open(new ArrayList<>()).close())
          .as("length %d", length)
          .isInstanceOf(LedgerException.class);
    }
  }

  @Test
  void anotherLogsJournalIsRefused() {
    Origin other = Origin.of("test.example/other", SoftwareKey.named("other").publicKey());

    assertThatThrownBy(() -> Journal.open(path, other, DiskFile::open, (a, b, c, d) -> {}))
        .hasMessage(
            "journal %s has a header that is not that of %s: another log's, or damaged"
                .formatted(path, other));
  }

  @Test
  void aRecordThatStandsThereTwiceIsRefused() throws Exception {
    byte[] whole = Files.readAllBytes(path);
    byte[] last = Arrays.copyOfRange(whole, bounds.get(2), bounds.get(3));
    Files.write(path, Bytes.concat(Bytes.of(whole), Bytes.of(last)).toArray());

    assertThatThrownBy(() -> open(new ArrayList<>()).close())
        .hasMessage(
            "journal %s: record at %d begins with entry 3, expected entry 5: journal left untouched"
                .formatted(path, bounds.get(3)));
  }

  @Test
  void aRecordLargerThanTheWindowIsReplayed() throws Exception {
    List<Bytes> many = new ArrayList<>();
    byte[] entry = new byte[JournalRecord.MAX_ENTRY];
    Arrays.fill(entry, (byte) 'x');
    for (int i = 0; i < 40; i++) {
      many.add(Bytes.of(entry));
    }
    try (Journal journal = open(new ArrayList<>())) {
      journal.append("", many);
      journal.append("", FIRST);
    }
    List<Replayed> replayed = new ArrayList<>();
    try (Journal journal = open(replayed)) {
      assertThat(journal.size()).isEqualTo(47);
    }
    assertThat(replayed.get(3).entries()).isEqualTo(many);
  }

  @Test
  void anEntryThatDoesNotFitIsRefused() throws Exception {
    try (Journal journal = open(new ArrayList<>())) {
      var large = Bytes.of(new byte[JournalRecord.MAX_ENTRY + 1]);
      assertThatThrownBy(() -> journal.append("", List.of(large)))
          .hasMessage("entry has 65536 bytes, expected 1 to 65535");
      journal.append("", FIRST);
      assertThat(journal.size()).isEqualTo(7);
    }
  }

  @Test
  void nothingIsWrittenAfterAFailedFsync() throws Exception {
    var plan = new FaultyFile.Plan();
    try (Journal journal = Journal.open(path, ORIGIN, plan, (a, b, c, d) -> {})) {
      plan.failForce();
      assertThatThrownBy(() -> journal.append("", FIRST)).hasMessage("Input/output error");
      long size = Files.size(path);

      assertThatThrownBy(() -> journal.append("", FIRST))
          .hasMessage("journal %s failed before: no record is written after".formatted(path));
      assertThat(Files.size(path)).isEqualTo(size);
    }
  }

  @Test
  void anInterruptedReaderTakesNoOtherReaderWithIt() throws Exception {
    try (Journal journal = open(new ArrayList<>())) {
      long at = bounds.get(2);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> journal.read(at, 4)).isInstanceOf(IOException.class);
      assertThat(Thread.interrupted()).isTrue();

      assertThat(journal.read(at, 4).toHex()).isEqualTo("fe524a31");
      journal.append("", FIRST);
    }
  }

  private Journal open(List<Replayed> into) throws IOException, LedgerException {
    return Journal.open(
        path,
        ORIGIN,
        DiskFile::open,
        (firstIndex, checkpoint, entries, at) ->
            into.add(new Replayed(firstIndex, checkpoint, entries)));
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }
}
