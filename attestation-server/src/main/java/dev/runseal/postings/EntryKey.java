package dev.runseal.postings;

import dev.runseal.bytes.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * Half a SHA-256: small enough to keep for each entry, and not to be met twice by chance or by
 * trying. Ordered as its octets are.
 */
public record EntryKey(long high, long low) implements Comparable<EntryKey> {

  /** The key of a list of texts. */
  public static EntryKey of(List<String> parts) {
    MessageDigest digest = Sha256.newDigest();
    for (String part : parts) {
      byte[] text = part.getBytes(StandardCharsets.UTF_8);
      // With its length before it, no part can pass for two.
      digest.update(ByteBuffer.allocate(4).putInt(text.length).flip());
      digest.update(text);
    }
    return of(ByteBuffer.wrap(digest.digest()));
  }

  /** The first half of a digest that is there already. */
  public static EntryKey of(Sha256 digest) {
    return of(digest.value().asBuffer());
  }

  private static EntryKey of(ByteBuffer octets) {
    return new EntryKey(octets.getLong(), octets.getLong());
  }

  @Override
  public int compareTo(EntryKey other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public int hashCode() {
    return (int) low;
  }
}
