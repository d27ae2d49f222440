package dev.runseal.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.bytes.Bytes;
import dev.runseal.tree.InclusionProof;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.MemoryTree;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReceiptTest {
  @Test
  void aLogOfThreeMakesTheGoldenText() throws Exception {
    MemoryTree tree = new MemoryTree();
    for (int i = 0; i < 3; i++) {
      tree.append(LeafHash.of(Bytes.utf8("entry " + i)));
    }
    var head = SignedCheckpoint.sign(new Checkpoint(Golden.ORIGIN, 3, tree.root()), Golden.KEY);
    var receipt = new Receipt(1, InclusionProof.of(1, 3, tree).hashes(), head);
    assertThat(receipt.encode()).isEqualTo(Golden.RECEIPT);
  }

  @Test
  void theGoldenTextVerifies() throws Exception {
    Receipt receipt = Receipt.parse(Golden.RECEIPT);
    assertThat(receipt.encode()).isEqualTo(Golden.RECEIPT);
    receipt.head().verify(Golden.KEY.publicKey());
    receipt.proof().verify(Golden.LEAF, receipt.head().checkpoint().root());
  }

  @Test
  void theOnlyEntryNeedsNoHashes() throws Exception {
    var head =
        SignedCheckpoint.sign(new Checkpoint(Golden.ORIGIN, 1, Golden.LEAF.asTree()), Golden.KEY);
    var receipt = new Receipt(0, List.of(), head);
    assertThat(receipt.encode()).startsWith("c2sp.org/tlog-proof@v1\nindex 0\n\nexample.com/log/");
    assertThat(Receipt.parse(receipt.encode())).isEqualTo(receipt);
  }

  @Test
  void everyTruncationIsRefused() {
    for (int length = 0; length < Golden.RECEIPT.length(); length++) {
      String cut = Golden.RECEIPT.substring(0, length);
      assertThatThrownBy(() -> Receipt.parse(cut))
          .as("cut at %d", length)
          .isInstanceOf(NoteException.class);
    }
  }

  @Test
  void oneMutationOfEachFieldIsRefused() {
    refused("proof@v1", "proof@v2", "receipt does not begin with the line c2sp.org/tlog-proof@v1");
    refused("index 1\n", "extra AA==\nindex 1\n", "receipt has an extra line, expected none");
    refused("index 1\n", "index 1\nextra AA==\n", "receipt hash 1 has 10 characters");
    refused("index 1", "Index 1", "receipt line 2 is not an index, expected \"index N\"");
    refused("index 1", "index 01", "receipt index is \"01\", expected a decimal number");
    refused("index 1", "index +1", "receipt index is \"+1\", expected a decimal number");
    refused("index 1", "index  1", "receipt index is \" 1\", expected a decimal number");
    refused("index 1", "index 1\r", "expected a decimal number");
    refused("index 1", "index 99999999999999999999", "at most 9007199254740991");
    refused(
        "index 1", "index 3", "receipt index is 3, expected less than the checkpoint's size, 3");
    refused("GVwE=", "GVwF=", "receipt hash 1: base64 is not in its canonical, padded form");
    refused("5SkE=", "5SkE", "receipt hash 2 has 43 characters, expected 44 of base64");
    refused(Golden.HASH_2 + "\n", Golden.HASH_2, "receipt hash 3 has 48 characters");
    refused(Golden.HASH_2 + "\n", Golden.HASH_2 + "\n\n", "checkpoint is not three lines");
    refused("\n3\n", "\n03\n", "checkpoint size is \"03\"");
    refused(Golden.HASH_1, Golden.HASH_1.repeat(53), "receipt has more than 53 hashes");
  }

  @Test
  void trailingBytesAreRefused() {
    refused(Golden.LINE, Golden.LINE + "x\n", "signature line 2: expected an em dash");
    refused(Golden.LINE, Golden.LINE + "\n", "note has 0 signature lines, expected 1 to 16");
  }

  @Test
  void anotherIndexDoesNotVerify() throws NoteException {
    Receipt moved = Receipt.parse(Golden.RECEIPT.replace("index 1", "index 0"));
    assertThatThrownBy(() -> moved.proof().verify(Golden.LEAF, moved.head().checkpoint().root()))
        .hasMessageStartingWith("inclusion proof of index 0 in size 3 leads to root ");
  }

  @Test
  void anIndexOutsideTheLogCannotBeBuilt() throws NoteException {
    Receipt receipt = Receipt.parse(Golden.RECEIPT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Receipt(-1, receipt.hashes(), receipt.head()))
        .withMessage("receipt index is -1, expected less than the checkpoint's size, 3");
  }

  private static void refused(String field, String mutated, String message) {
    assertThat(Golden.RECEIPT).contains(field);
    assertThatThrownBy(() -> Receipt.parse(Golden.RECEIPT.replace(field, mutated)))
        .isInstanceOf(NoteException.class)
        .hasMessageContaining(message);
  }
}
