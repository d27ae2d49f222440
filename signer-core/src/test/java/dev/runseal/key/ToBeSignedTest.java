package dev.runseal.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;

final class ToBeSignedTest {
  private final Origin origin = new Origin("log/" + "0".repeat(32));

  @Test
  void aCheckpointIsThreeLines() {
    var head = new ToBeSigned.Checkpoint(origin, 0, Sha256.of());
    assertThat(head.bytes())
        .isEqualTo(
            Bytes.utf8(
                "log/00000000000000000000000000000000\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"));
  }

  @Test
  void aCheckpointOfNegativeSizeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ToBeSigned.Checkpoint(origin, -1, Sha256.of()))
        .withMessage("checkpoint size is -1");
  }

  @Test
  void aStatementIsSignedAsPreAuthenticationEncoding() {
    assertThat(new ToBeSigned.DssePae(Bytes.utf8("ä")).bytes())
        .isEqualTo(Bytes.utf8("DSSEv1 28 application/vnd.in-toto+json 2 ä"));
  }

  @Test
  void keyEvidenceIsNothingElseThatIsSigned() {
    var elements = new DERSequence(new DERSequence());
    var evidence = new DERSequence(new ASN1Encodable[] {new ASN1Integer(1), elements});
    assertThat(new ToBeSigned.KeyEvidence(evidence).bytes())
        .isEqualTo(Bytes.parseHex("300702010130023000"));
    var others =
        List.of(
            new DERSequence(new ASN1Encodable[] {new ASN1Integer(0), elements}),
            new DERSequence(new ASN1Encodable[] {new ASN1Integer(1), new DERSequence()}),
            new DERSequence(
                new ASN1Encodable[] {
                  new ASN1Integer(1), new DERSequence(new ASN1ObjectIdentifier("1.2.3"))
                }),
            new DERSequence(new ASN1Encodable[] {elements, new ASN1Integer(1)}),
            new DERSequence(new ASN1Encodable[] {new ASN1Integer(1), elements, elements}),
            new DERSequence());
    for (DERSequence other : others) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ToBeSigned.KeyEvidence(other))
          .withMessage("key evidence is no SEQUENCE of the version 1 and a list of elements");
    }
  }
}
