package dev.runseal.note;

import dev.runseal.bytes.Bytes;

/**
 * One signature line of a note: whose, by which key (a hint of four bytes, not a proof), and the
 * signature. What a signature means is for the {@link NoteKey} to say.
 */
public record NoteSignature(String name, Bytes keyId, Bytes signature) {
  static final int KEY_ID_LENGTH = 4;
  static final int MAX_NAME_LENGTH = 256;
  static final int MAX_SIGNATURE_LENGTH = 4096;
  private static final String DASH = "\u2014 ";

  public NoteSignature {
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "signature name has %d characters, expected 1 to %d"
              .formatted(name.length(), MAX_NAME_LENGTH));
    }
    // spec: signed-note, "The key name MUST be non-empty, … it MUST NOT have any Unicode spaces or
    // plus (U+002B) characters."
    if (name.codePoints().anyMatch(NoteSignature::isForbiddenInName)) {
      throw new IllegalArgumentException(
          "signature name holds a space, a plus or a control character");
    }
    if (keyId.length() != KEY_ID_LENGTH) {
      throw new IllegalArgumentException(
          "key id has %d bytes, expected %d".formatted(keyId.length(), KEY_ID_LENGTH));
    }
    if (signature.length() == 0 || signature.length() > MAX_SIGNATURE_LENGTH) {
      throw new IllegalArgumentException(
          "signature has %d bytes, expected 1 to %d"
              .formatted(signature.length(), MAX_SIGNATURE_LENGTH));
    }
  }

  /** Reads one line, without its newline. */
  static NoteSignature parse(String line) throws NoteException {
    int space = line.lastIndexOf(' ');
    if (!line.startsWith(DASH) || space < DASH.length()) {
      throw new NoteException("expected an em dash, a name and a base64 signature");
    }
    try {
      Bytes blob = Bytes.parseBase64(line.substring(space + 1));
      if (blob.length() <= KEY_ID_LENGTH) {
        throw new NoteException(
            "base64 holds %d bytes, expected a key id of %d bytes and a signature"
                .formatted(blob.length(), KEY_ID_LENGTH));
      }
      return new NoteSignature(
          line.substring(DASH.length(), space),
          blob.slice(0, KEY_ID_LENGTH),
          blob.slice(KEY_ID_LENGTH, blob.length()));
    } catch (IllegalArgumentException e) {
      throw NoteException.because(e);
    }
  }

  String encode() {
    return DASH + name + " " + Bytes.concat(keyId, signature).toBase64();
  }

  private static boolean isForbiddenInName(int c) {
    return c == '+'
        || Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.isISOControl(c)
        || Character.getType(c) == Character.SURROGATE;
  }
}
