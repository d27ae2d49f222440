package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A segment of the journal that is none, or that no version of ours wrote. */
class JournalRefusalTest {
  private static final Origin ORIGIN =
      Origin.of("test.example/journal", SoftwareKey.named("journal").publicKey());
  private static final String NAME = "0000000000000007";
  private static final int VERSION_AT = 8;

  @TempDir Path directory;
  private Path path;
  private byte[] header;

  @BeforeEach
  void emptySegment() throws Exception {
    path = directory.resolve(NAME);
    header = JournalSegment.header(ORIGIN, 7).toArray();
    Files.write(path, header);
  }

  @Test
  void aFileOfSomethingElseIsSaidToBeNoJournal() throws Exception {
    header[0] = 'R';
    Files.write(path, header);

    verifyRefused(
        "journal %s does not begin with \"runsealJ\": not a journal of runseal".formatted(path));
  }

  @Test
  void anotherVersionIsNamed() throws Exception {
    header[VERSION_AT + 1] = 2;
    Files.write(path, header);

    verifyRefused("journal %s has version 2, expected 1".formatted(path));
  }

  @Test
  void aRecordThatWeNeverWroteIsRefusedThoughItsChecksumIsGood() throws Exception {
    ByteBuffer body = ByteBuffer.allocate(JournalRecord.BODY_FIXED);
    // Neither an entry nor a checkpoint.
    body.putLong(7).putInt(0).putShort((short) 0);
    ByteBuffer record = ByteBuffer.allocate(JournalRecord.HEAD + body.capacity());
    record.putInt(JournalRecord.MARK).putInt(body.capacity());
    var crc = new CRC32C();
    crc.update(record.array(), 4, 4);
    crc.update(body.array());
    record.putInt((int) crc.getValue()).put(body.array());
    Files.write(path, record.array(), StandardOpenOption.APPEND);

    verifyRefused(
        "journal %s: record at %d has a good checksum and a bad form: journal left untouched"
            .formatted(path, header.length));
  }

  /** As a disk that turned read-only leaves it, which no start has to clean up. */
  @Test
  void whatCouldNotBeTakenOffGoesBeforeTheNextRecord() throws Exception {
    var plan = new FaultyFile.Plan();
    List<Bytes> entries = List.of(Bytes.utf8("one"));
    try (JournalSegment journal = open(plan.open(directory))) {
      plan.tearNextWrite(5);
      assertThatThrownBy(() -> journal.append("", entries)).hasMessage("No space left on device");
      assertThat(Files.size(path)).isEqualTo(header.length + 5);
      assertThat(journal.writable()).isTrue();
      assertThat(journal.whole()).isFalse();
      plan.open(directory); // the disk is whole again

      journal.append("", entries);
      assertThat(journal.whole()).isTrue();
      assertThat(journal.size()).isEqualTo(8);
    }
    try (JournalSegment again = open(new DiskDirectory(directory))) {
      assertThat(again.torn()).isZero();
      assertThat(again.entries(7, 8)).isEqualTo(entries);
    }
  }

  private void verifyRefused(String message) throws Exception {
    byte[] before = Files.readAllBytes(path);
    assertThatThrownBy(() -> open(new DiskDirectory(directory)))
        .isInstanceOf(LedgerException.class)
        .hasMessage(message);
    assertThat(Files.readAllBytes(path)).isEqualTo(before);
  }

  private static JournalSegment open(LogDirectory files) throws Exception {
    return JournalSegment.open(files, NAME, ORIGIN, 7, (index, checkpoint, entries) -> {});
  }
}
