package dev.runseal.note;

import dev.runseal.tree.InclusionProof;
import dev.runseal.tree.TreeHash;
import java.util.ArrayList;
import java.util.List;

/**
 * That one entry is in a log: its index, the hashes beside its way up, and the signed head that
 * they lead to (C2SP tlog-proof, never with an {@code extra} line).
 */
public record Receipt(long index, List<TreeHash> hashes, SignedCheckpoint head) {
  private static final String HEADER = "c2sp.org/tlog-proof@v1\n";
  private static final String INDEX = "index ";
  private static final String EXTRA = "extra ";

  /** The way up is never longer: a tree has at most 2^53−1 entries. */
  public static final int MAX_HASHES = 53;

  public Receipt {
    if (index < 0 || index >= head.checkpoint().size()) {
      throw new IllegalArgumentException(
          "receipt index is %d, expected less than the checkpoint's size, %d"
              .formatted(index, head.checkpoint().size()));
    }
    hashes = List.copyOf(hashes);
    if (hashes.size() > MAX_HASHES) {
      throw new IllegalArgumentException(
          "receipt has %d hashes, expected at most %d".formatted(hashes.size(), MAX_HASHES));
    }
  }

  public static Receipt parse(String encoded) throws NoteException {
    if (!encoded.startsWith(HEADER)) {
      throw new NoteException("receipt does not begin with the line c2sp.org/tlog-proof@v1");
    }
    int blank = encoded.indexOf("\n\n");
    if (blank < HEADER.length()) {
      throw new NoteException("receipt has no blank line after its hashes");
    }
    String[] lines = encoded.substring(HEADER.length(), blank).split("\n", MAX_HASHES + 2);
    if (lines[0].startsWith(EXTRA)) {
      throw new NoteException("receipt has an extra line, expected none");
    }
    if (!lines[0].startsWith(INDEX)) {
      throw new NoteException("receipt line 2 is not an index, expected \"index N\"");
    }
    if (lines.length > MAX_HASHES + 1) {
      throw new NoteException("receipt has more than %d hashes".formatted(MAX_HASHES));
    }
    long index = Decimal.parse("receipt index", lines[0].substring(INDEX.length()));
    List<TreeHash> hashes = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      hashes.add(HashLine.parse("receipt hash %d".formatted(i), lines[i]));
    }
    Receipt receipt;
    try {
      receipt = new Receipt(index, hashes, SignedCheckpoint.parse(encoded.substring(blank + 2)));
    } catch (IllegalArgumentException e) {
      throw NoteException.because(e);
    }
    if (!receipt.encode().equals(encoded)) {
      throw new NoteException("receipt is not in the form that it would be written in");
    }
    return receipt;
  }

  public String encode() {
    StringBuilder out = new StringBuilder(512 + 45 * hashes.size());
    out.append(HEADER).append(INDEX).append(index).append('\n');
    for (TreeHash each : hashes) {
      out.append(HashLine.encode(each)).append('\n');
    }
    return out.append('\n').append(head.encode()).toString();
  }

  public InclusionProof proof() {
    return new InclusionProof(index, head.checkpoint().size(), hashes);
  }
}
