package dev.runseal.note;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import dev.runseal.bytes.Sha256;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A key that foreign logs sign their notes with: C2SP signature type 0x01, Ed25519. Its text form
 * is the verifier key of signed-note, {@code <name>+<key id in hex>+<base64 of type and key>}.
 */
public record Ed25519NoteKey(String name, Bytes key) {
  private static final Pattern FORM = Pattern.compile("([^+\\s]+)\\+([0-9a-f]{8})\\+(\\S+)");
  private static final Bytes TYPE = Bytes.of((byte) 1);

  public Ed25519NoteKey {
    if (key.length() != Ed25519.PUBLIC_KEY_SIZE) {
      throw new IllegalArgumentException(
          "ed25519 key has %d bytes, expected %d".formatted(key.length(), Ed25519.PUBLIC_KEY_SIZE));
    }
  }

  public static Ed25519NoteKey parse(String vkey) {
    Matcher parts = FORM.matcher(vkey);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "verifier key is %s, expected <name>+<8 hex digits>+<base64>"
              .formatted(Excerpt.quoted(vkey)));
    }
    Bytes typed = Bytes.parseBase64(parts.group(3));
    if (!typed.startsWith(TYPE)) {
      throw new IllegalArgumentException(
          "verifier key has the type %s, expected 01 (Ed25519)"
              .formatted(typed.slice(0, Math.min(1, typed.length())).toHex()));
    }
    var key = new Ed25519NoteKey(parts.group(1), typed.slice(1, typed.length()));
    if (!key.id().toHex().equals(parts.group(2))) {
      throw new IllegalArgumentException(
          "verifier key has the id %s, expected %s".formatted(parts.group(2), key.id().toHex()));
    }
    return key;
  }

  // spec: signed-note, "key ID = SHA-256(<name> || "\n" || <signature type> || <key>)[:4]"
  public Bytes id() {
    return Sha256.of(Bytes.utf8(name + "\n"), TYPE, key)
        .value()
        .slice(0, NoteSignature.KEY_ID_LENGTH);
  }

  /** Throws unless this key signed the note; lines by others prove nothing. */
  public void verify(SignedNote note) throws NoteException {
    Bytes signature = note.signatureOf(name, id());
    byte[] text = Bytes.utf8(note.text()).toArray();
    if (signature.length() != Ed25519.SIGNATURE_SIZE
        || !Ed25519.verify(signature.toArray(), 0, key.toArray(), 0, text, 0, text.length)) {
      throw new NoteException(
          "signature line of %s: signature does not verify under key %s"
              .formatted(Excerpt.of(name), key.toHex()));
    }
  }

  @Override
  public String toString() {
    return name + "+" + id().toHex() + "+" + Bytes.concat(TYPE, key).toBase64();
  }
}
