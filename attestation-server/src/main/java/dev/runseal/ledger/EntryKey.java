package dev.runseal.ledger;

import dev.runseal.bytes.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * Half a SHA-256 over a list of texts: small enough to keep one for each entry in memory, and not
 * to be met twice by chance or by trying.
 */
record EntryKey(long high, long low) {

  static EntryKey of(List<String> parts) {
    MessageDigest digest = Sha256.newDigest();
    for (String part : parts) {
      byte[] text = part.getBytes(StandardCharsets.UTF_8);
      // With its length before it, no part can pass for two.
      digest.update(ByteBuffer.allocate(4).putInt(text.length).flip());
      digest.update(text);
    }
    ByteBuffer first = ByteBuffer.wrap(digest.digest());
    return new EntryKey(first.getLong(), first.getLong());
  }

  @Override
  public int hashCode() {
    return (int) low;
  }
}
