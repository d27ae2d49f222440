package dev.runseal.note;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A text with signature lines under it (C2SP signed-note). Holding one says nothing about whether
 * the signatures are good: that is {@link NoteKey#verify}.
 */
public record SignedNote(String text, List<NoteSignature> signatures) {
  public static final int MAX_SIGNATURES = 16;
  public static final int MAX_LENGTH = 65_535;

  public SignedNote {
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("note text does not end in a newline");
    }
    verifyCharacters(text);
    signatures = List.copyOf(signatures);
    if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
      throw new IllegalArgumentException(
          "note has %d signature lines, expected 1 to %d"
              .formatted(signatures.size(), MAX_SIGNATURES));
    }
    Set<String> signers = new HashSet<>();
    for (NoteSignature each : signatures) {
      if (!signers.add(each.name() + " " + each.keyId())) {
        throw new IllegalArgumentException(
            "note has two signature lines of %s with key id %s, expected one"
                .formatted(Excerpt.of(each.name()), each.keyId()));
      }
    }
  }

  public static SignedNote parse(String encoded) throws NoteException {
    if (encoded.length() > MAX_LENGTH) {
      throw new NoteException(
          "note has %d characters, expected at most %d".formatted(encoded.length(), MAX_LENGTH));
    }
    // The text may hold blank lines, the signatures do not: the last blank line parts them.
    int blank = encoded.lastIndexOf("\n\n");
    if (blank < 0) {
      throw new NoteException("note has no blank line, expected one above the signatures");
    }
    if (!encoded.endsWith("\n")) {
      throw new NoteException("note does not end in a newline");
    }
    List<NoteSignature> signatures = signatures(encoded.substring(blank + 2));
    SignedNote note;
    try {
      note = new SignedNote(encoded.substring(0, blank + 1), signatures);
    } catch (IllegalArgumentException e) {
      throw NoteException.because(e);
    }
    if (!note.encode().equals(encoded)) {
      throw new NoteException("note is not in the form that it would be written in");
    }
    return note;
  }

  public String encode() {
    StringBuilder out = new StringBuilder(text.length() + 160 * signatures.size());
    out.append(text).append('\n');
    for (NoteSignature each : signatures) {
      out.append(each.encode()).append('\n');
    }
    return out.toString();
  }

  /** The one signature by this name and key id; a note has no two lines of both. */
  Bytes signatureOf(String name, Bytes keyId) throws NoteException {
    for (NoteSignature each : signatures) {
      if (each.name().equals(name) && each.keyId().equals(keyId)) {
        return each.signature();
      }
    }
    throw new NoteException(
        "note has no signature line of %s with key id %s, expected one"
            .formatted(Excerpt.of(name), keyId));
  }

  private static List<NoteSignature> signatures(String block) throws NoteException {
    List<NoteSignature> signatures = new ArrayList<>();
    int from = 0;
    while (from < block.length()) {
      if (signatures.size() == MAX_SIGNATURES) {
        throw new NoteException("note has more than %d signature lines".formatted(MAX_SIGNATURES));
      }
      int end = block.indexOf('\n', from);
      try {
        signatures.add(NoteSignature.parse(block.substring(from, end)));
      } catch (NoteException e) {
        throw new NoteException(
            "signature line %d: %s".formatted(signatures.size() + 1, e.getMessage()), e);
      }
      from = end + 1;
    }
    return signatures;
  }

  private static void verifyCharacters(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      // spec: signed-note, the text is UTF-8 without "ASCII control characters (those below U+0020)
      // other than newline"; a lone surrogate has no UTF-8.
      if ((c < 0x20 && c != '\n') || Character.getType(c) == Character.SURROGATE) {
        throw new IllegalArgumentException(
            "note text holds U+%04X at %d, expected no control characters but newline"
                .formatted(c, i));
      }
    }
  }
}
