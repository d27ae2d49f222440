package dev.runseal.ledger;

import dev.runseal.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The tree of RFC 6962 and the tiles of tlog-tiles over a list of entries, put down as the two
 * specifications have it. It shares no hash, no path and no encoding with what it is to check.
 */
final class PlainTree {
  private static final int FULL = 256;
  private static final Pattern NAME =
      Pattern.compile("tile/(entries|[0-9])/([x0-9/]*)(?:\\.p/([0-9]+))?");

  private final List<Bytes> entries = new ArrayList<>();

  /** {@code rows.get(l).get(i)} is MTH over the leaves {@code [i·2^l, (i+1)·2^l)}. */
  private final List<List<byte[]>> rows = new ArrayList<>();

  void add(Bytes entry) {
    entries.add(entry);
    byte[] node = digest((byte) 0, entry.toArray(), new byte[0]);
    int level = 0;
    row(0).add(node);
    while (row(level).size() % 2 == 0) {
      List<byte[]> row = row(level);
      node = digest((byte) 1, row.get(row.size() - 2), row.getLast());
      level++;
      row(level).add(node);
    }
  }

  int size() {
    return entries.size();
  }

  Bytes entry(int index) {
    return entries.get(index);
  }

  Bytes root(int size) {
    return Bytes.of(size == 0 ? sha256().digest() : root(0, size));
  }

  /** D[begin:end] of RFC 6962 §2.1, whose complete subtrees are in the rows. */
  private byte[] root(int begin, int end) {
    int k = 1;
    int level = 0;
    while (2 * k <= end - begin) {
      k *= 2;
      level++;
    }
    if (k == end - begin) {
      return row(level).get(begin / k);
    }
    return digest((byte) 1, row(level).get(begin / k), root(begin + k, end));
  }

  /** The files, by name, that a tlog-tiles client may ask for under a checkpoint of this size. */
  List<String> tiles(int size) {
    List<String> names = new ArrayList<>();
    int span = 1;
    for (int level = 0; level < 4 && span <= size; level++) {
      int hashes = size / span;
      for (int tile = 0; tile * FULL < hashes; tile++) {
        int width = Math.min(FULL, hashes - tile * FULL);
        names.add(name(Integer.toString(level), tile, width));
        if (level == 0) {
          names.add(name("entries", tile, width));
        }
      }
      span *= level < 3 ? FULL : 1;
    }
    return names;
  }

  private static String name(String kind, int tile, int width) {
    String number =
        tile < 1000 ? "%03d".formatted(tile) : "x%03d/%03d".formatted(tile / 1000, tile % 1000);
    return "tile/" + kind + "/" + number + (width < FULL ? ".p/" + width : "");
  }

  /** What such a file holds. */
  Bytes tile(String name) {
    var parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw new IllegalArgumentException(name);
    }
    String kind = parts.group(1);
    int first = Integer.parseInt(parts.group(2).replaceAll("[x/]", "")) * FULL;
    int width = parts.group(3) == null ? FULL : Integer.parseInt(parts.group(3));
    var out = new ByteArrayOutputStream();
    for (int i = first; i < first + width; i++) {
      if (kind.equals("entries")) {
        out.write(entries.get(i).length() >> 8);
        out.write(entries.get(i).length());
        out.writeBytes(entries.get(i).toArray());
      } else {
        out.writeBytes(row(8 * Integer.parseInt(kind)).get(i));
      }
    }
    return Bytes.of(out.toByteArray());
  }

  private List<byte[]> row(int level) {
    while (rows.size() <= level) {
      rows.add(new ArrayList<>());
    }
    return rows.get(level);
  }

  private static byte[] digest(byte prefix, byte[] left, byte[] right) {
    MessageDigest digest = sha256();
    digest.update(prefix);
    digest.update(left);
    digest.update(right);
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
