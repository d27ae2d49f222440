package dev.runseal.note;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.tree.TreeHash;

/** A tree hash as it stands in our texts: one line of canonical base64. */
final class HashLine {
  private static final int LENGTH = 44;

  private HashLine() {}

  static TreeHash parse(String what, String line) throws NoteException {
    if (line.length() != LENGTH) {
      throw new NoteException(
          "%s has %d characters, expected %d of base64".formatted(what, line.length(), LENGTH));
    }
    try {
      return new TreeHash(new Sha256(Bytes.parseBase64(line)));
    } catch (IllegalArgumentException e) {
      throw new NoteException("%s: %s".formatted(what, e.getMessage()), e);
    }
  }

  static String encode(TreeHash hash) {
    return hash.digest().value().toBase64();
  }
}
