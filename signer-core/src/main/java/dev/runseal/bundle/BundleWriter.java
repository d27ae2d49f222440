package dev.runseal.bundle;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.tree.TreeHash;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Renders the bundles of one log, byte for byte as {@link Bundle#encode} would, from parts that
 * were rendered before: the key attestation once, the checkpoint once per batch. Each bundle is one
 * array of exactly its length. Immutable, so any number of threads may share one.
 */
public final class BundleWriter {
  // RFC 8785 order: keyAttestation, mediaType, receipt, seal, statement.
  private static final byte[] MINIMAL_START =
      ascii("{\"mediaType\":\"" + Bundle.MEDIA_TYPE + "\",\"receipt\":\"");
  private static final byte[] RECEIPT_START = ascii("c2sp.org/tlog-proof@v1\\nindex ");
  private static final byte[] NEWLINE = ascii("\\n");
  private static final byte[] SEAL = ascii("\",\"seal\":{\"receipt\":\"");
  private static final byte[] SEAL_STATEMENT = ascii("\",\"statement\":\"");
  private static final byte[] SEAL_END = ascii("\"},\"statement\":\"");
  private static final byte[] STATEMENT = ascii("\",\"statement\":\"");
  private static final byte[] END = ascii("\"}");
  private static final int HASH_LENGTH = 44;
  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  private static final byte[] BUNDLES = ascii("{\"bundles\":[");
  private static final byte[] NEXT = ascii(",");

  private final byte[] fullStart;
  private final byte[] batchEnd;

  /** What is put into every full bundle: the exact bytes of the key attestation. */
  public BundleWriter(Bytes keyAttestation) {
    this.fullStart =
        ascii(
            "{\"keyAttestation\":\"%s\",\"mediaType\":\"%s\",\"receipt\":\""
                .formatted(keyAttestation.toBase64(), Bundle.MEDIA_TYPE));
    this.batchEnd = ascii("],\"keyAttestation\":\"%s\"}".formatted(keyAttestation.toBase64()));
  }

  /** With the key attestation in it, or without. */
  public enum Form {
    FULL,
    MINIMAL
  }

  /** An entry and its way up to the head that a writer was made for. */
  public record Entry(Bytes statement, long index, List<TreeHash> hashes) {}

  /** A writer for all the entries under one checkpoint. */
  public UnderHead under(SignedCheckpoint head) {
    String quoted = CanonicalJson.text(Json.string("\n" + head.encode()));
    byte[] tail = quoted.substring(1, quoted.length() - 1).getBytes(StandardCharsets.UTF_8);
    return new UnderHead(fullStart, batchEnd, tail);
  }

  /** Renders bundles whose receipts all end in one checkpoint. */
  public static final class UnderHead {
    private final byte[] fullStart;
    private final byte[] batchEnd;
    private final byte[] receiptTail;

    private UnderHead(byte[] fullStart, byte[] batchEnd, byte[] receiptTail) {
      this.fullStart = fullStart;
      this.batchEnd = batchEnd;
      this.receiptTail = receiptTail;
    }

    public byte[] seal(Form form, Entry seal) {
      return render(form, seal, Optional.empty());
    }

    /** Beside the completion goes the seal that it completes, under the same head. */
    public byte[] completion(Form form, Entry completion, Entry seal) {
      return render(form, completion, Optional.of(seal));
    }

    /** The answer to a batch: minimal bundles in their order, and the key attestation once. */
    public byte[] seals(List<Entry> seals) {
      int length = BUNDLES.length + (seals.size() - 1) * NEXT.length + batchEnd.length;
      for (Entry seal : seals) {
        length += bundleLength(MINIMAL_START, seal);
      }
      var out = new Cursor(new byte[length]);
      byte[] before = BUNDLES;
      for (Entry seal : seals) {
        out.put(before);
        out.put(MINIMAL_START);
        putReceipt(out, seal);
        out.put(STATEMENT);
        out.putBase64(seal.statement());
        out.put(END);
        before = NEXT;
      }
      out.put(batchEnd);
      return out.full();
    }

    private byte[] render(Form form, Entry entry, Optional<Entry> seal) {
      byte[] start = form == Form.FULL ? fullStart : MINIMAL_START;
      int length = bundleLength(start, entry);
      if (seal.isPresent()) {
        length += SEAL.length + length(seal.get()) + SEAL_STATEMENT.length;
        length += SEAL_END.length - STATEMENT.length;
      }
      var out = new Cursor(new byte[length]);
      out.put(start);
      putReceipt(out, entry);
      if (seal.isPresent()) {
        out.put(SEAL);
        putReceipt(out, seal.get());
        out.put(SEAL_STATEMENT);
        out.putBase64(seal.get().statement());
        out.put(SEAL_END);
      } else {
        out.put(STATEMENT);
      }
      out.putBase64(entry.statement());
      out.put(END);
      return out.full();
    }

    private void putReceipt(Cursor out, Entry entry) {
      out.put(RECEIPT_START);
      out.put(ascii(Long.toString(entry.index())));
      out.put(NEWLINE);
      for (TreeHash hash : entry.hashes()) {
        out.putBase64(hash.digest().value());
        out.put(NEWLINE);
      }
      out.put(receiptTail);
    }

    private int bundleLength(byte[] start, Entry entry) {
      return start.length + length(entry) + STATEMENT.length + END.length;
    }

    private int length(Entry entry) {
      return RECEIPT_START.length
          + Long.toString(entry.index()).length()
          + NEWLINE.length
          + entry.hashes().size() * (HASH_LENGTH + NEWLINE.length)
          + receiptTail.length
          + (entry.statement().length() + 2) / 3 * 4;
    }
  }

  /** A position in an array that is being filled; owned by one call. */
  private static final class Cursor {
    private final byte[] out;
    private int at;

    Cursor(byte[] out) {
      this.out = out;
    }

    void put(byte[] part) {
      System.arraycopy(part, 0, out, at, part.length);
      at += part.length;
    }

    void putBase64(Bytes part) {
      put(BASE64.encode(part.toArray()));
    }

    byte[] full() {
      if (at != out.length) {
        throw new AssertionError(
            "bundle filled %d bytes, %d were counted".formatted(at, out.length));
      }
      return out;
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
