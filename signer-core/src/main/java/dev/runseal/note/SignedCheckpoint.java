package dev.runseal.note;

import dev.runseal.key.Origin;
import dev.runseal.key.SealingKey;
import dev.runseal.key.SigningException;
import dev.runseal.key.VerifyingKey;
import java.util.List;

/** A checkpoint and the note that carries it. Holding one says nothing about its signatures. */
public record SignedCheckpoint(Checkpoint checkpoint, SignedNote note) {
  public SignedCheckpoint {
    if (!note.text().equals(checkpoint.text())) {
      throw new IllegalArgumentException("the note's text is not the checkpoint's");
    }
  }

  public static SignedCheckpoint parse(String encoded) throws NoteException {
    SignedNote note = SignedNote.parse(encoded);
    return new SignedCheckpoint(Checkpoint.parse(note.text()), note);
  }

  /** Signs the head of the log that belongs to this key. */
  public static SignedCheckpoint sign(Checkpoint checkpoint, SealingKey key)
      throws SigningException {
    var signer = new NoteKey(checkpoint.origin(), key.publicKey());
    var line =
        new NoteSignature(
            checkpoint.origin().text(), signer.id(), key.sign(checkpoint.toBeSigned()));
    return new SignedCheckpoint(checkpoint, new SignedNote(checkpoint.text(), List.of(line)));
  }

  /** Throws unless this is the log of {@code key} and the key signed it. */
  public void verify(VerifyingKey key) throws NoteException {
    Origin origin = checkpoint.origin();
    if (!origin.isOf(key)) {
      throw new NoteException(
          "checkpoint origin is %s, expected one that ends in the first 32 hex digits of %s"
              .formatted(origin, key.spkiDigest().hex()));
    }
    new NoteKey(origin, key).verify(note);
  }

  public String encode() {
    return note.encode();
  }
}
