package dev.runseal.tree;

import dev.runseal.bytes.Excerpt;
import java.util.regex.Pattern;

/**
 * Where one tile of a log stands, on disk and over HTTP (C2SP tlog-tiles): {@code tile/<level>/<N>}
 * for hashes and {@code tile/entries/<N>} for entries, with {@code .p/<width>} behind a tile that
 * is not full. A path has one spelling.
 *
 * @param index the tile's number within its kind
 * @param width how many hashes or entries it holds, 1 to 256
 */
public record TilePath(Kind kind, long index, int width) {
  /** How many hashes or entries a full tile holds. */
  public static final int FULL_WIDTH = 256;

  public static final int MAX_LEVEL = 5;

  private static final long MAX_INDEX = ((1L << 53) - 1) / FULL_WIDTH;
  private static final Pattern FORM =
      Pattern.compile(
          "tile/(entries|[0-5])/((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

  /** What a tile holds. */
  public sealed interface Kind {
    /** Roots of complete subtrees of {@code 256^level} leaves. */
    record Hashes(int level) implements Kind {
      public Hashes {
        if (level < 0 || level > MAX_LEVEL) {
          throw new IllegalArgumentException(
              "tile level is %d, expected 0 to %d".formatted(level, MAX_LEVEL));
        }
      }
    }

    /** The entries themselves, as an {@link EntryBundle}. */
    record Entries() implements Kind {}
  }

  public TilePath {
    if (index < 0 || index > MAX_INDEX) {
      throw new IllegalArgumentException(
          "tile index is %d, expected 0 to %d".formatted(index, MAX_INDEX));
    }
    if (width < 1 || width > FULL_WIDTH) {
      throw new IllegalArgumentException(
          "tile width is %d, expected 1 to %d".formatted(width, FULL_WIDTH));
    }
  }

  public static TilePath hashes(int level, long index, int width) {
    return new TilePath(new Kind.Hashes(level), index, width);
  }

  public static TilePath entries(long index, int width) {
    return new TilePath(new Kind.Entries(), index, width);
  }

  /** Reads a path without a leading slash, and only in the form that {@link #encode} writes. */
  public static TilePath parse(String text) throws TileException {
    var parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new TileException(
          "tile path is %s, expected tile/<level 0 to 5 or entries>/<index>[.p/<width>]"
              .formatted(Excerpt.quoted(text)));
    }
    Kind kind =
        parts.group(1).equals("entries")
            ? new Kind.Entries()
            : new Kind.Hashes(Integer.parseInt(parts.group(1)));
    long index = Long.parseLong(parts.group(2).replaceAll("[x/]", ""));
    int width = parts.group(3) == null ? FULL_WIDTH : Integer.parseInt(parts.group(3));
    TilePath path;
    try {
      path = new TilePath(kind, index, width);
    } catch (IllegalArgumentException e) {
      throw new TileException("tile path %s: %s".formatted(Excerpt.quoted(text), e.getMessage()));
    }
    // A leading x000, and .p/256 for a full tile, are second spellings.
    if (!path.encode().equals(text)) {
      throw new TileException(
          "tile path is %s, expected it in its one form, %s"
              .formatted(Excerpt.quoted(text), path.encode()));
    }
    return path;
  }

  public String encode() {
    String group = "%03d".formatted(index % 1000);
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      group = "x%03d/".formatted(rest % 1000) + group;
    }
    String level =
        switch (kind) {
          case Kind.Hashes(int number) -> Integer.toString(number);
          case Kind.Entries ignored -> "entries";
        };
    return "tile/" + level + "/" + group + (width == FULL_WIDTH ? "" : ".p/" + width);
  }

  @Override
  public String toString() {
    return encode();
  }
}
