package dev.runseal.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SoftwareKey;
import dev.runseal.key.VerifyingKey;
import dev.runseal.tree.TreeHash;
import org.junit.jupiter.api.Test;

final class SignedCheckpointTest {
  private static final VerifyingKey KEY = Golden.KEY.publicKey();

  @Test
  void whatIsSignedIsTheGoldenTextAndVerifies() throws Exception {
    Checkpoint checkpoint = Checkpoint.parse(Golden.CHECKPOINT);
    assertThat(checkpoint.origin()).isEqualTo(Golden.ORIGIN);
    assertThat(checkpoint.size()).isEqualTo(3);
    SignedCheckpoint signed = SignedCheckpoint.sign(checkpoint, Golden.KEY);
    assertThat(signed.encode()).isEqualTo(Golden.NOTE);
    signed.verify(KEY);
  }

  @Test
  void readsWhatItWrites() throws NoteException {
    SignedCheckpoint signed = SignedCheckpoint.parse(Golden.NOTE);
    assertThat(signed.encode()).isEqualTo(Golden.NOTE);
    assertThat(signed.checkpoint().text()).isEqualTo(Golden.CHECKPOINT);
  }

  @Test
  void theEmptyLogHasACheckpoint() throws Exception {
    var empty = new Checkpoint(Golden.ORIGIN, 0, TreeHash.EMPTY);
    SignedCheckpoint signed = SignedCheckpoint.sign(empty, Golden.KEY);
    signed.verify(KEY);
    assertThat(SignedCheckpoint.parse(signed.encode())).isEqualTo(signed);
  }

  @Test
  void linesOfOthersProveNothingAndDoNotHarm() throws NoteException {
    String sameNameOtherKey = "\u2014 " + Golden.ORIGIN + " AAAAAQIDBA==\n";
    String otherName = "\u2014 witness.example " + Golden.LINE.split(" ", 3)[2];
    SignedCheckpoint.parse(Golden.NOTE + sameNameOtherKey + otherName).verify(KEY);

    SignedCheckpoint without =
        SignedCheckpoint.parse(Golden.CHECKPOINT + "\n" + sameNameOtherKey + otherName);
    assertThatThrownBy(() -> without.verify(KEY))
        .isInstanceOf(NoteException.class)
        .hasMessage(
            "note has no signature line of %s with key id 776351d5, expected one"
                .formatted(Golden.ORIGIN));
  }

  @Test
  void theSealingKeysLineTwiceIsRefused() {
    assertThatThrownBy(() -> SignedCheckpoint.parse(Golden.NOTE + Golden.LINE))
        .isInstanceOf(NoteException.class)
        .hasMessage(
            "note has two signature lines of %s with key id 776351d5, expected one"
                .formatted(Golden.ORIGIN));
  }

  @Test
  void anotherTextUnderTheSignatureIsRefused() throws NoteException {
    SignedCheckpoint grown = SignedCheckpoint.parse(Golden.NOTE.replace("\n3\n", "\n4\n"));
    assertThatThrownBy(() -> grown.verify(KEY))
        .isInstanceOf(NoteException.class)
        .hasMessage(
            "signature line of %s: signature does not verify under key %s"
                .formatted(Golden.ORIGIN, KEY.spkiDigest()));
  }

  @Test
  void aBrokenSignatureIsRefused() throws NoteException {
    var line =
        new NoteSignature(
            Golden.ORIGIN.text(), new NoteKey(Golden.ORIGIN, KEY).id(), Bytes.parseHex("3000"));
    SignedCheckpoint broken =
        SignedCheckpoint.parse(Golden.CHECKPOINT + "\n" + line.encode() + "\n");
    assertThatThrownBy(() -> broken.verify(KEY))
        .isInstanceOf(NoteException.class)
        .hasMessageStartingWith(
            "signature line of %s: signature is not a DER ECDSA signature"
                .formatted(Golden.ORIGIN));
  }

  @Test
  void theCheckpointOfAnotherKeysLogIsRefused() throws NoteException {
    VerifyingKey other = SoftwareKey.named("other").publicKey();
    SignedCheckpoint signed = SignedCheckpoint.parse(Golden.NOTE);
    assertThatThrownBy(() -> signed.verify(other))
        .isInstanceOf(NoteException.class)
        .hasMessage(
            "checkpoint origin is %s, expected one that ends in the first 32 hex digits of %s"
                .formatted(Golden.ORIGIN, other.spkiDigest().hex()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NoteKey(Golden.ORIGIN, other))
        .withMessageStartingWith("origin is " + Golden.ORIGIN + ", expected one that ends in");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SignedCheckpoint.sign(signed.checkpoint(), SoftwareKey.named("other")));
  }

  @Test
  void oneMutationOfEachFieldIsRefused() {
    refused("example.com/log", "Example.com/log", "origin is \"Example.com/log/7763");
    refused("\n3\n", "\n03\n", "checkpoint size is \"03\", expected a decimal number");
    refused("\n3\n", "\n-3\n", "checkpoint size is \"-3\", expected a decimal number");
    refused("\n3\n", "\n٣\n", "checkpoint size is \"٣\", expected a decimal number");
    refused("\n3\n", "\n9007199254740992\n", "at most 9007199254740991");
    refused("\n3\n", "\n\n", "checkpoint size is \"\", expected a decimal number");
    refused("aqhk=", "aqhl=", "checkpoint root: base64 is not in its canonical, padded form");
    refused("aqhk=", "aqhk", "checkpoint root has 43 characters, expected 44 of base64");
    refused("aqhk=", "aqhkA", "checkpoint root: sha-256 digest has 33 bytes, expected 32");
    refused("aqhk=\n", "aqhk=\nextension\n", "checkpoint is not three lines");
    refused("aqhk=\n", "aqhk=\n\n", "checkpoint is not three lines");
    refused("\n3\n", "\n0\n", "checkpoint of size 0 has root sha256:94fbd0dd");
  }

  @Test
  void everyTruncationIsRefused() {
    for (int length = 0; length < Golden.CHECKPOINT.length(); length++) {
      String cut = Golden.CHECKPOINT.substring(0, length);
      assertThatThrownBy(() -> Checkpoint.parse(cut))
          .as("cut at %d", length)
          .isInstanceOf(NoteException.class);
    }
  }

  @Test
  void aCheckpointAndAnotherNoteCannotBeOne() throws NoteException {
    SignedCheckpoint signed = SignedCheckpoint.parse(Golden.NOTE);
    var other = new Checkpoint(new Origin("o/" + "0".repeat(32)), 3, signed.checkpoint().root());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SignedCheckpoint(other, signed.note()))
        .withMessage("the note's text is not the checkpoint's");
  }

  private static void refused(String field, String mutated, String message) {
    assertThat(Golden.CHECKPOINT).contains(field);
    assertThatThrownBy(() -> Checkpoint.parse(Golden.CHECKPOINT.replace(field, mutated)))
        .isInstanceOf(NoteException.class)
        .hasMessageContaining(message);
  }
}
