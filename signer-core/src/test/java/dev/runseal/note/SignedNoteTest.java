package dev.runseal.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SignedNoteTest {
  private static final String WITNESS = "\u2014 witness.example AAAAAQIDBA==\n";

  @Test
  void readsWhatItWrites() throws NoteException {
    SignedNote note = SignedNote.parse(Golden.NOTE + WITNESS);
    assertThat(note.text()).isEqualTo(Golden.CHECKPOINT);
    assertThat(note.signatures()).hasSize(2);
    assertThat(note.signatures().get(1))
        .isEqualTo(
            new NoteSignature(
                "witness.example", Bytes.parseHex("00000001"), Bytes.parseHex("020304")));
    assertThat(note.encode()).isEqualTo(Golden.NOTE + WITNESS);
  }

  @Test
  void theLastBlankLinePartsTextAndSignatures() throws NoteException {
    assertThat(SignedNote.parse("a\n\nb\n\n" + WITNESS).text()).isEqualTo("a\n\nb\n");
  }

  @Test
  void everyTruncationIsRefused() {
    for (int length = 0; length < Golden.NOTE.length(); length++) {
      String cut = Golden.NOTE.substring(0, length);
      assertThatThrownBy(() -> SignedNote.parse(cut))
          .as("cut at %d", length)
          .isInstanceOf(NoteException.class);
    }
  }

  @Test
  void aNoteWithoutSignaturesIsRefused() {
    refused("text\n\n", "note has 0 signature lines, expected 1 to 16");
    refused("text\n", "note has no blank line, expected one above the signatures");
    refused("text\n\n" + WITNESS.stripTrailing(), "note does not end in a newline");
  }

  @Test
  void tooManyOrTooLongIsRefused() {
    StringBuilder lines = new StringBuilder("text\n\n");
    for (int i = 0; i < 17; i++) {
      lines.append("\u2014 w").append(i).append(" AAAAAQIDBA==\n");
    }
    refused(lines.toString(), "note has more than 16 signature lines");
    refused("t".repeat(65_536), "note has 65536 characters, expected at most 65535");
    refused(
        "text\n\n\u2014 " + "n".repeat(257) + " AAAAAQIDBA==\n",
        "signature line 1: signature name has 257 characters, expected 1 to 256");
    refused(
        "text\n\n\u2014 n " + Bytes.of(new byte[4101]).toBase64() + "\n",
        "signature line 1: signature has 4097 bytes, expected 1 to 4096");
  }

  @Test
  void twoLinesOfOneNameAndKeyIdAreRefused() {
    refused(
        "text\n\n" + WITNESS + "\u2014 witness.example AAAAAQID\n",
        "note has two signature lines of witness.example with key id 00000001, expected one");
  }

  @Test
  void malformedLinesAreRefused() {
    String shape = "signature line 1: expected an em dash, a name and a base64 signature";
    refused("text\n\n- witness.example AAAAAQIDBA==\n", shape);
    refused("text\n\n\u2014 AAAAAQIDBA==\n", shape);
    refused(
        "text\n\n\u2014  AAAAAQIDBA==\n",
        "signature line 1: signature name has 0 characters, expected 1 to 256");
    refused(
        "text\n\n\u2014 witness.example AAAAAQ==\n",
        "signature line 1: base64 holds 4 bytes, expected a key id of 4 bytes and a signature");
    refused(
        "text\n\n\u2014 witness.example AAAAAQIDBB==\n",
        "signature line 1: base64 is not in its canonical, padded form");
    refused(
        "text\n\n\u2014 witness example AAAAAQIDBA==\n",
        "signature line 1: signature name holds a space, a plus or a control character");
    refused(
        "text\n\n\u2014 witness+example AAAAAQIDBA==\n",
        "signature line 1: signature name holds a space, a plus or a control character");
    assertThatThrownBy(() -> SignedNote.parse("text\n\n\u2014 witness.example AAAAAQIDBA==\r\n"))
        .isInstanceOf(NoteException.class)
        .hasMessageStartingWith("signature line 1: not base64: ");
  }

  @Test
  void controlCharactersAndLoneSurrogatesAreRefused() {
    refused(
        "te\txt\n\n" + WITNESS,
        "note text holds U+0009 at 2, expected no control characters but newline");
    refused(
        "te\uD800xt\n\n" + WITNESS,
        "note text holds U+D800 at 2, expected no control characters but newline");
  }

  @Test
  void aTextWithoutANewlineCannotBeBuilt() {
    var line = new NoteSignature("w", Bytes.parseHex("00000001"), Bytes.parseHex("02"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SignedNote("text", List.of(line)))
        .withMessage("note text does not end in a newline");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NoteSignature("w", Bytes.EMPTY, Bytes.parseHex("02")))
        .withMessage("key id has 0 bytes, expected 4");
  }

  private static void refused(String encoded, String message) {
    assertThatThrownBy(() -> SignedNote.parse(encoded))
        .isInstanceOf(NoteException.class)
        .hasMessage(message);
  }
}
