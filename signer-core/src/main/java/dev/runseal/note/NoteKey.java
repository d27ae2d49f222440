package dev.runseal.note;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.BadSignatureException;
import dev.runseal.key.Origin;
import dev.runseal.key.VerifyingKey;

/**
 * The sealing key of a log as a verifier of notes: C2SP signature type 0x02, ECDSA over SHA-256 in
 * DER, whose key id is the first four bytes of SHA-256 of the SPKI.
 */
public record NoteKey(Origin name, VerifyingKey key) {
  public NoteKey {
    if (!name.isOf(key)) {
      throw new IllegalArgumentException(
          "origin is %s, expected one that ends in the first 32 hex digits of %s"
              .formatted(name, key.spkiDigest().hex()));
    }
  }

  public Bytes id() {
    return key.spkiDigest().value().slice(0, NoteSignature.KEY_ID_LENGTH);
  }

  /**
   * Throws unless exactly one line is by this name and key id, and it is good. Lines by others, and
   * by other keys of the same name, are ignored: they prove nothing.
   */
  public void verify(SignedNote note) throws NoteException {
    Bytes signature = note.signatureOf(name.text(), id());
    try {
      key.verify(Bytes.utf8(note.text()), signature);
    } catch (BadSignatureException e) {
      throw new NoteException("signature line of %s: %s".formatted(name, e.getMessage()), e);
    }
  }
}
