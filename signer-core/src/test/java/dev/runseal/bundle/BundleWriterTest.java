package dev.runseal.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runseal.bundle.BundleWriter.Entry;
import dev.runseal.bundle.BundleWriter.Form;
import dev.runseal.bytes.Bytes;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.json.JsonException;
import dev.runseal.json.StrictJson;
import dev.runseal.key.SoftwareKey;
import dev.runseal.note.NoteSignature;
import dev.runseal.note.Receipt;
import dev.runseal.note.SignedCheckpoint;
import dev.runseal.note.SignedNote;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BundleWriterTest {
  private final SmallLog log = new SmallLog("example/log", SoftwareKey.named("writer"));
  private final Bytes attestation = Bytes.utf8("{\"key\":\"attestation\"}");
  private final BundleWriter writer = new BundleWriter(attestation);

  @Test
  void everyBundleIsRenderedAsItWouldBeEncoded() {
    for (int size = 1; size <= 12; size++) {
      // Statements of every length modulo three, so that all paddings of base64 occur.
      log.append(Bytes.utf8("x".repeat(size)));
      assertRendersAll(log.head());
    }
  }

  @Test
  void aHeadWithSignersOfAnyNameIsRenderedAsItWouldBeEncoded() {
    log.append(Bytes.utf8("a"));
    log.append(Bytes.utf8("b"));
    SignedNote note = log.head().note();
    var witness = new NoteSignature("wit\"ness\\é", Bytes.parseHex("01020304"), Bytes.utf8("sig"));
    assertRendersAll(
        new SignedCheckpoint(
            log.checkpoint(),
            new SignedNote(note.text(), List.of(note.signatures().getFirst(), witness))));
  }

  @Test
  void aBatchIsItsMinimalBundlesAndTheKeyAttestationOnce() {
    List<Entry> entries = new ArrayList<>();
    for (int size = 1; size <= 4; size++) {
      log.append(Bytes.utf8("x".repeat(size)));
      entries.add(entry(size - 1));
    }
    // Their proofs are under the newest head.
    entries.replaceAll(each -> entry(each.index()));
    BundleWriter.UnderHead under = writer.under(log.head());
    Json.Arr bundles = Json.array(entries.stream().map(each -> parsed(under, each)).toList());
    for (int count = 1; count <= entries.size(); count++) {
      Json.Obj expected =
          Json.object()
              .put("bundles", Json.array(bundles.items().subList(0, count)))
              .put("keyAttestation", attestation.toBase64())
              .build();
      assertThat(Bytes.takingOwnership(under.seals(entries.subList(0, count))))
          .isEqualTo(CanonicalJson.encode(expected));
    }
  }

  private static Json parsed(BundleWriter.UnderHead under, Entry entry) {
    try {
      return StrictJson.parse(Bytes.takingOwnership(under.seal(Form.MINIMAL, entry)), 1 << 20);
    } catch (JsonException e) {
      throw new AssertionError(e);
    }
  }

  private void assertRendersAll(SignedCheckpoint head) {
    BundleWriter.UnderHead under = writer.under(head);
    for (long index = 0; index < log.size(); index++) {
      Bundle bundle = Bundle.of(log.entry(index), new Receipt(index, log.hashes(index), head));
      assertSame(under.seal(Form.MINIMAL, entry(index)), bundle);
      assertSame(under.seal(Form.FULL, entry(index)), bundle.withKeyAttestation(attestation));
      for (long seal = 0; seal < index; seal++) {
        Bundle completion =
            bundle.withSeal(new Part(log.entry(seal), new Receipt(seal, log.hashes(seal), head)));
        assertSame(under.completion(Form.MINIMAL, entry(index), entry(seal)), completion);
        assertSame(
            under.completion(Form.FULL, entry(index), entry(seal)),
            completion.withKeyAttestation(attestation));
      }
    }
  }

  private Entry entry(long index) {
    return new Entry(log.entry(index), index, log.hashes(index));
  }

  private static void assertSame(byte[] rendered, Bundle bundle) {
    assertThat(Bytes.takingOwnership(rendered)).isEqualTo(bundle.encode());
  }
}
