package dev.runseal.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a log as any client of C2SP tlog-tiles would: paths, widths and hashes are worked out from
 * the specification, with nothing of the code that wrote them.
 */
public final class ForeignTileClient {
  private final Source source;

  public ForeignTileClient(Source source) {
    this.source = source;
  }

  /** Where the bytes of a path come from; throws where there are none. */
  @FunctionalInterface
  public interface Source {
    byte[] fetch(String path) throws Exception;
  }

  /** Reads every tile of a log of this size and derives its root; returns the entries. */
  public List<byte[]> read(long size, byte[] root) throws Exception {
    List<byte[]> leaves = level(0, size);
    List<byte[]> below = leaves;
    for (int level = 1; size >>> (8 * level) > 0; level++) {
      List<byte[]> nodes = level(level, size >>> (8 * level));
      for (int i = 0; i < nodes.size(); i++) {
        assertThat(nodes.get(i)).isEqualTo(treeHash(below.subList(256 * i, 256 * (i + 1))));
      }
      below = nodes;
    }
    List<byte[]> entries = entries(size);
    for (int i = 0; i < entries.size(); i++) {
      assertThat(leaves.get(i)).isEqualTo(hash(0, entries.get(i)));
    }
    assertThat(treeHash(leaves)).isEqualTo(root);
    return entries;
  }

  private List<byte[]> level(int level, long count) throws Exception {
    List<byte[]> hashes = new ArrayList<>();
    for (long tile = 0; 256 * tile < count; tile++) {
      int width = (int) Math.min(256, count - 256 * tile);
      byte[] bytes = source.fetch(path(Integer.toString(level), tile, width));
      assertThat(bytes).hasSize(32 * width);
      for (int i = 0; i < width; i++) {
        hashes.add(Arrays.copyOfRange(bytes, 32 * i, 32 * (i + 1)));
      }
    }
    return hashes;
  }

  private List<byte[]> entries(long size) throws Exception {
    List<byte[]> entries = new ArrayList<>();
    for (long tile = 0; 256 * tile < size; tile++) {
      int width = (int) Math.min(256, size - 256 * tile);
      byte[] bytes = source.fetch(path("entries", tile, width));
      int at = 0;
      for (int i = 0; i < width; i++) {
        int length = (bytes[at] & 0xff) * 256 + (bytes[at + 1] & 0xff);
        entries.add(Arrays.copyOfRange(bytes, at + 2, at + 2 + length));
        at += 2 + length;
      }
      assertThat(at).isEqualTo(bytes.length);
    }
    return entries;
  }

  /** "N is the index of the tile … encoded into zero-padded 3-digit path elements". */
  private static String path(String level, long tile, int width) {
    String digits = Long.toString(tile);
    digits = "0".repeat((3 - digits.length() % 3) % 3) + digits;
    var path = new StringBuilder("tile/" + level);
    for (int i = 0; i < digits.length(); i += 3) {
      path.append(i + 3 < digits.length() ? "/x" : "/").append(digits, i, i + 3);
    }
    return width == 256 ? path.toString() : path + ".p/" + width;
  }

  private static byte[] treeHash(List<byte[]> hashes) throws NoSuchAlgorithmException {
    if (hashes.size() == 1) {
      return hashes.getFirst();
    }
    int left = 1;
    while (2 * left < hashes.size()) {
      left *= 2;
    }
    return hash(
        1, treeHash(hashes.subList(0, left)), treeHash(hashes.subList(left, hashes.size())));
  }

  private static byte[] hash(int prefix, byte[]... parts) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update((byte) prefix);
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }
}
