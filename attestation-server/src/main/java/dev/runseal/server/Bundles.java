package dev.runseal.server;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.BundleException;
import dev.runseal.bundle.BundleWriter;
import dev.runseal.bundle.BundleWriter.Entry;
import dev.runseal.bundle.BundleWriter.Form;
import dev.runseal.bundle.Dsse;
import dev.runseal.bytes.Bytes;
import dev.runseal.ledger.Ledger;
import dev.runseal.ledger.LedgerException;
import dev.runseal.ledger.Sealed;
import dev.runseal.note.SignedCheckpoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Renders the bundle of an entry under a head of the log. What is the same for all entries under
 * one head is rendered once per head: under load, hundreds of answers share it.
 */
final class Bundles {
  private record Latest(SignedCheckpoint head, BundleWriter.UnderHead writer) {}

  private final Ledger ledger;
  private final BundleWriter writer;

  /** The newest head that was asked for; racing threads render it twice, to the same bytes. */
  private volatile @Nullable Latest latest;

  Bundles(Ledger ledger, Bytes keyAttestation) {
    this.ledger = ledger;
    this.writer = new BundleWriter(keyAttestation);
  }

  Bytes ofSeal(Form form, long index, Bytes statement, SignedCheckpoint head) throws Refusal {
    return Bytes.takingOwnership(under(head).seal(form, entry(index, statement, head)));
  }

  /** The answer to a batch: minimal bundles, which all stand under one head. */
  Bytes ofSeals(List<Sealed> sealed) throws Refusal {
    SignedCheckpoint head = sealed.getFirst().head();
    List<Entry> entries = new ArrayList<>(sealed.size());
    for (Sealed each : sealed) {
      entries.add(entry(each.index(), each.statement(), head));
    }
    return Bytes.takingOwnership(under(head).seals(entries));
  }

  Bytes ofCompletion(
      Form form, long index, Bytes statement, long seal, Bytes sealed, SignedCheckpoint head)
      throws Refusal {
    return Bytes.takingOwnership(
        under(head).completion(form, entry(index, statement, head), entry(seal, sealed, head)));
  }

  /** The same bundle with a DSSE envelope in it. Rare, and it costs a token operation anyway. */
  static Bytes withDsse(Bytes bundle, Dsse dsse) {
    try {
      return Bundle.parse(bundle).withDsse(dsse).encode();
    } catch (BundleException e) {
      throw new AssertionError("a bundle that was just rendered can be read", e);
    }
  }

  private Entry entry(long index, Bytes statement, SignedCheckpoint head) throws Refusal {
    try {
      return new Entry(statement, index, ledger.receipt(index, head).hashes());
    } catch (LedgerException e) {
      throw LedgerRefusal.of(e, Problem.EXECUTION_REUSED);
    }
  }

  // The ledger hands out one object per head: another object costs a rendering, no wrong answer.
  @SuppressWarnings("ReferenceEquality")
  private BundleWriter.UnderHead under(SignedCheckpoint head) {
    Latest known = latest;
    if (known == null || known.head() != head) {
      known = new Latest(head, writer.under(head));
      latest = known;
    }
    return known.writer();
  }
}
