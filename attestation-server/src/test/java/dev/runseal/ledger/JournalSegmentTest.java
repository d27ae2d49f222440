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

class JournalSegmentTest {
  private static final Origin ORIGIN =
      Origin.of("test.example/journal", SoftwareKey.named("journal").publicKey());
  private static final List<Bytes> FIRST = List.of(Bytes.utf8("one"), Bytes.utf8("two"));
  private static final List<Bytes> SECOND = List.of(Bytes.utf8("three"));
  private static final List<Bytes> THIRD = List.of(Bytes.utf8("four"), Bytes.utf8("fünf"));

  private static final long FROM = 7;
  private static final String NAME = "0000000000000007";

  @TempDir Path directory;
  Path path;

  /** Where each record begins, and where the last one ends. */
  private final List<Integer> bounds = new ArrayList<>();

  private record Replayed(long firstIndex, String checkpoint, List<Bytes> entries) {}

  @BeforeEach
  void threeRecords() throws Exception {
    path = directory.resolve(NAME);
    new DiskDirectory(directory).write(NAME, JournalSegment.header(ORIGIN, FROM));
    try (JournalSegment journal = open(new ArrayList<>())) {
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
    try (JournalSegment journal = open(replayed)) {
      assertThat(journal.size()).isEqualTo(12);
      assertThat(journal.torn()).isZero();
    }
    assertThat(replayed)
        .containsExactly(
            new Replayed(7, "", FIRST),
            new Replayed(9, "a checkpoint", SECOND),
            new Replayed(10, "another", THIRD));
  }

  @Test
  void theLayoutIsTheOneInTheDocument() throws Exception {
    byte[] file = Files.readAllBytes(path);
    byte[] name = ORIGIN.text().getBytes(StandardCharsets.US_ASCII);
    String header =
        hex("runsealJ".getBytes(StandardCharsets.US_ASCII))
            + "0001"
            + "0000000000000007"
            + "%04x".formatted(name.length)
            + hex(name);
    assertThat(hex(file)).startsWith(header);
    assertThat(hex(Arrays.copyOfRange(file, bounds.get(1), bounds.get(1) + 8)))
        .isEqualTo("fe524a31" + "00000021");
    assertThat(hex(Arrays.copyOfRange(file, bounds.get(1) + 12, bounds.get(2))))
        .isEqualTo(
            "0000000000000009"
                + "00000001"
                + "000c"
                + hex(Bytes.utf8("a checkpoint").toArray())
                + "0005"
                + hex(Bytes.utf8("three").toArray()));
  }

  @Test
  void entriesAreReadBackByIndex() throws Exception {
    try (JournalSegment journal = open(new ArrayList<>())) {
      journal.append("", List.of(Bytes.utf8("six"), Bytes.utf8("seven")));

      List<Bytes> all = new ArrayList<>(FIRST);
      all.addAll(SECOND);
      all.addAll(THIRD);
      all.add(Bytes.utf8("six"));
      all.add(Bytes.utf8("seven"));
      for (int from = 0; from <= all.size(); from++) {
        for (int to = from; to <= all.size(); to++) {
          assertThat(journal.entries(FROM + from, FROM + to)).isEqualTo(all.subList(from, to));
        }
      }
    }
  }

  @Test
  void aRecordTornAnywhereIsCutAndNothingElse() throws Exception {
    byte[] whole = Files.readAllBytes(path);
    for (int length = bounds.get(2); length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      List<Replayed> replayed = new ArrayList<>();
      try (JournalSegment journal = open(replayed)) {
        assertThat(journal.torn()).as("cut at %d", length).isEqualTo(length - bounds.get(2));
        journal.cutTail();
        assertThat(Files.size(path)).isEqualTo(bounds.get(2).longValue());
        journal.append("", THIRD);
      }
      assertThat(replayed).hasSize(2);
      List<Replayed> again = new ArrayList<>();
      try (JournalSegment journal = open(again)) {
        assertThat(journal.torn()).isZero();
      }
      assertThat(again).hasSize(3).last().isEqualTo(new Replayed(10, "", THIRD));
    }
  }

  @Test
  void aTailWhoseBytesNeverArrivedIsCut() throws Exception {
    byte[] whole = Files.readAllBytes(path);
    for (int good = bounds.get(2); good < whole.length; good++) {
      byte[] torn = whole.clone();
      Arrays.fill(torn, good, whole.length, (byte) 0);
      Files.write(path, torn);
      try (JournalSegment journal = open(new ArrayList<>())) {
        assertThat(journal.size()).as("zeros from %d", good).isEqualTo(10);
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
                      .formatted(
                          path, bounds.get(record), FROM + 2L * record, bounds.get(record + 1))
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

    assertThatThrownBy(
            () -> JournalSegment.open(files(), NAME, other, FROM, (a, b, c) -> {}).close())
        .hasMessage(
            "journal %s has a header that is not that of entry 7 on of %s: another's, or damaged"
                .formatted(path, other));
  }

  @Test
  void aSegmentUnderAnothersNameIsRefused() {
    assertThatThrownBy(() -> JournalSegment.open(files(), NAME, ORIGIN, 8, (a, b, c) -> {}).close())
        .hasMessage(
            "journal %s has a header that is not that of entry 8 on of %s: another's, or damaged"
                .formatted(path, ORIGIN));
  }

  @Test
  void aRecordThatStandsThereTwiceIsRefused() throws Exception {
    byte[] whole = Files.readAllBytes(path);
    byte[] last = Arrays.copyOfRange(whole, bounds.get(2), bounds.get(3));
    Files.write(path, Bytes.concat(Bytes.of(whole), Bytes.of(last)).toArray());

    assertThatThrownBy(() -> open(new ArrayList<>()).close())
        .hasMessage(
            "journal %s: record at %d begins with entry 10, expected entry 12: journal left untouched"
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
    try (JournalSegment journal = open(new ArrayList<>())) {
      journal.append("", many);
      journal.append("", FIRST);
    }
    List<Replayed> replayed = new ArrayList<>();
    try (JournalSegment journal = open(replayed)) {
      assertThat(journal.size()).isEqualTo(54);
    }
    assertThat(replayed.get(3).entries()).isEqualTo(many);
  }

  @Test
  void anEntryThatDoesNotFitIsRefused() throws Exception {
    try (JournalSegment journal = open(new ArrayList<>())) {
      var large = Bytes.of(new byte[JournalRecord.MAX_ENTRY + 1]);
      assertThatThrownBy(() -> journal.append("", List.of(large)))
          .hasMessage("entry has 65536 bytes, expected 1 to 65535");
      journal.append("", FIRST);
      assertThat(journal.size()).isEqualTo(14);
    }
  }

  @Test
  void nothingIsWrittenAfterAFailedFsync() throws Exception {
    var plan = new FaultyFile.Plan();
    try (JournalSegment journal =
        JournalSegment.open(plan.open(directory), NAME, ORIGIN, FROM, (a, b, c) -> {})) {
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
    try (JournalSegment journal = open(new ArrayList<>())) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> journal.entries(7, 9)).isInstanceOf(IOException.class);
      assertThat(Thread.interrupted()).isTrue();

      assertThat(journal.entries(7, 9)).isEqualTo(FIRST);
      journal.append("", FIRST);
    }
  }

  private JournalSegment open(List<Replayed> into) throws IOException, LedgerException {
    return JournalSegment.open(
        files(),
        NAME,
        ORIGIN,
        FROM,
        (firstIndex, checkpoint, entries) ->
            into.add(new Replayed(firstIndex, checkpoint, entries)));
  }

  private LogDirectory files() {
    return new DiskDirectory(directory);
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }
}
