package dev.runseal.tree;

import dev.runseal.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries of one tile in their order, each behind its length in two bytes, big endian (C2SP
 * tlog-tiles, "Log entries").
 */
public record EntryBundle(List<Bytes> entries) {
  public static final int MAX_ENTRY = 65_535;

  private static final int LENGTH_BYTES = 2;

  public EntryBundle {
    entries = List.copyOf(entries);
    if (entries.isEmpty() || entries.size() > TilePath.FULL_WIDTH) {
      throw new IllegalArgumentException(
          "entry bundle has %d entries, expected 1 to %d"
              .formatted(entries.size(), TilePath.FULL_WIDTH));
    }
    for (Bytes entry : entries) {
      if (entry.length() > MAX_ENTRY) {
        throw new IllegalArgumentException(
            "entry has %d bytes, expected at most %d".formatted(entry.length(), MAX_ENTRY));
      }
    }
  }

  /** Reads exactly {@code width} entries, which the path of the tile says. */
  public static EntryBundle parse(Bytes encoded, int width) throws TileException {
    List<Bytes> entries = new ArrayList<>();
    int at = 0;
    while (at < encoded.length()) {
      if (entries.size() == width) {
        throw new TileException(
            "entry bundle goes on at byte %d after %d entries".formatted(at, width));
      }
      int from = at + LENGTH_BYTES;
      if (from > encoded.length()) {
        throw new TileException(
            "entry bundle ends within the length of entry %d".formatted(entries.size()));
      }
      int length = ((encoded.at(at) & 0xff) << 8) | (encoded.at(at + 1) & 0xff);
      at = from + length;
      if (at > encoded.length()) {
        throw new TileException(
            "entry %d of the bundle has %d bytes left, expected %d"
                .formatted(entries.size(), encoded.length() - from, length));
      }
      entries.add(encoded.slice(from, at));
    }
    if (entries.size() != width) {
      throw new TileException(
          "entry bundle has %d entries, expected %d".formatted(entries.size(), width));
    }
    try {
      return new EntryBundle(entries);
    } catch (IllegalArgumentException e) {
      throw new TileException(String.valueOf(e.getMessage()));
    }
  }

  public Bytes encode() {
    List<Bytes> parts = new ArrayList<>();
    for (Bytes entry : entries) {
      parts.add(Bytes.of((byte) (entry.length() >> 8), (byte) entry.length()));
      parts.add(entry);
    }
    return Bytes.concat(parts.toArray(Bytes[]::new));
  }
}
