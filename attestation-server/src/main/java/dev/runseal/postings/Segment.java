package dev.runseal.postings;

import dev.runseal.key.Origin;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The postings of a range of entries in one file that never changes. Filter and fences are in
 * memory, 1.7 bytes an entry; the records are read block by block.
 *
 * <p>Layout, numbers big-endian, in blocks of 4096 bytes up to the footer:
 *
 * <pre>
 * file        = header key-block* declaration-block* footer
 * header      = u32 c  "runsealI"  u16 version = 1  u16 n  n bytes: the log's origin
 *               u64 first entry  u64 entry after the last  u64 keys  u64 declarations  zeros
 * key-block   = u32 c  up to 102 of: u128 key  u64 index  u128 fingerprint     zeros
 * decl.-block = u32 c  up to 170 of: u128 declaration  u64 index               zeros
 * footer      = first 8 bytes of each block's first key, blocks of keys, then of declarations
 *               the words of the Bloom filter over the keys
 *               u32 CRC32C of the footer before it
 * c           = CRC32C of the block's number as u64 and the block after c
 * </pre>
 *
 * Keys are in ascending order, declarations too and those alike by index.
 *
 * <p>Trusted for nothing: it is derived from the entries. A segment that is damaged is found to be
 * (header and footer when it is opened, a block when it is read) and made again.
 */
final class Segment implements Closeable {
  private final SegmentHeader header;
  private final SegmentFile file;
  private final SegmentTable keys;
  private final SegmentTable declarations;
  private final BloomFilter filter;

  private Segment(SegmentHeader header, SegmentFile file) throws IOException {
    this.header = header;
    this.file = file;
    var footer = new Footer(file, header.footerAt());
    long[] keyFences = footer.words(new long[header.keyTable().blocks()]);
    long[] declarationFences = footer.words(new long[header.declarationTable().blocks()]);
    this.filter = BloomFilter.forKeys(header.keys());
    footer.words(filter.words());
    footer.verifyChecksum();
    this.keys = new SegmentTable(file, header.keyTable(), keyFences);
    this.declarations = new SegmentTable(file, header.declarationTable(), declarationFences);
  }

  static Segment open(Folder folder, Origin origin, EntryRange range) throws IOException {
    var file = new SegmentFile(folder, range.toString());
    try {
      if (file.length() < SegmentHeader.BLOCK) {
        throw new DamagedSegmentException(
            range.toString(), "file has %d bytes, no header".formatted(file.length()));
      }
      ByteBuffer block = ByteBuffer.allocate(SegmentHeader.BLOCK);
      file.read(block, 0);
      SegmentHeader header = SegmentHeader.parse(block.rewind(), origin, range);
      if (file.length() != header.fileLength()) {
        throw new DamagedSegmentException(
            range.toString(),
            "file has %d bytes, expected %d".formatted(file.length(), header.fileLength()));
      }
      return new Segment(header, file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  EntryRange range() {
    return header.range();
  }

  SegmentTable keys() {
    return keys;
  }

  SegmentTable declarations() {
    return declarations;
  }

  Optional<Slot> find(EntryKey key) throws IOException {
    if (!filter.mayHold(key.high(), key.low())) {
      return Optional.empty();
    }
    SegmentTable.Cursor at = keys.seek(key.high(), key.low(), 0);
    if (!at.present() || !at.key().equals(key)) {
      return Optional.empty();
    }
    var fingerprint = new EntryKey(at.fingerprintHigh(), at.fingerprintLow());
    return Optional.of(new Slot(at.index(), fingerprint));
  }

  /** The entries of a declaration from {@code from} on and before {@code before}, in order. */
  List<Long> find(EntryKey declaration, long from, long before, int limit) throws IOException {
    List<Long> found = new ArrayList<>();
    SegmentTable.Cursor at = declarations.seek(declaration.high(), declaration.low(), from);
    while (found.size() < limit
        && at.present()
        && at.key().equals(declaration)
        && at.index() < before) {
      found.add(at.index());
      at.advance();
    }
    return found;
  }

  /** Gives the memory and the descriptor free; who reads now is told that it is closed. */
  @Override
  public void close() throws IOException {
    file.close();
  }

  /** The end of the file, read once from its beginning to its end. */
  private static final class Footer {
    private final SegmentFile file;
    private final ByteBuffer piece = ByteBuffer.allocate(1 << 16);
    private final CRC32C crc = new CRC32C();
    private long at;

    Footer(SegmentFile file, long at) {
      this.file = file;
      this.at = at;
    }

    long[] words(long[] words) throws IOException {
      int pieceWords = piece.capacity() / Long.BYTES;
      for (int from = 0; from < words.length; from += pieceWords) {
        int count = Math.min(pieceWords, words.length - from);
        read(count * Long.BYTES);
        crc.update(piece.duplicate());
        piece.asLongBuffer().get(words, from, count);
      }
      return words;
    }

    void verifyChecksum() throws IOException {
      read(SegmentHeader.CHECKSUM);
      if (piece.getInt(0) != (int) crc.getValue()) {
        throw new DamagedSegmentException(file.toString(), "footer does not have its checksum");
      }
    }

    private void read(int length) throws IOException {
      piece.clear().limit(length);
      file.read(piece, at);
      piece.flip();
      at += length;
    }
  }
}
