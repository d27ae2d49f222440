package dev.runseal.statement;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.declaration.RunIdentity;
import dev.runseal.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The seals of one caller that have no parent: all of them but execution, declaration, index and
 * time is the same each time, and is rendered once. A draft that is made here is byte for byte the
 * one that {@link StatementDraft#of} makes of the same seal. Immutable, for any number of threads.
 */
public final class SealForm {
  private static final RunIdentity ZEROS = identity(0x00);
  private static final RunIdentity ONES = identity(0xff);
  private static final Execution A = new Execution("a");
  private static final Execution B = new Execution("b");
  private static final int HEX_LENGTH = 2 * Sha256.LENGTH;

  private final byte[] beforeExecution;
  private final byte[] beforeIndex;
  private final byte[] beforeTime;
  private final byte[] beforeDeclaration;
  private final byte[] end;

  /** From a seal whose execution, declaration, index and time are ignored. */
  public SealForm(Seal template) {
    if (template.parent().isPresent()) {
      throw new IllegalArgumentException("seal has a parent, expected none: each has another");
    }
    // The holes are where renderings differ that differ in nothing else: see StatementDraft.
    byte[] text = render(template, A, ZEROS, 0, Timestamp.EPOCH);
    int execution = Arrays.mismatch(text, render(template, B, ZEROS, 0, Timestamp.EPOCH));
    int index = Arrays.mismatch(text, render(template, A, ZEROS, 1, Timestamp.EPOCH));
    int time = Arrays.mismatch(text, render(template, A, ZEROS, 0, Timestamp.MAX));
    int declaration = Arrays.mismatch(text, render(template, A, ONES, 0, Timestamp.EPOCH));
    if (execution < 0 || index <= execution || time <= index || declaration <= time) {
      throw new AssertionError(
          "execution, index, time and declaration are at %d, %d, %d and %d, but RFC 8785 sorts them so"
              .formatted(execution, index, time, declaration));
    }
    this.beforeExecution = Arrays.copyOfRange(text, 0, execution);
    this.beforeIndex = Arrays.copyOfRange(text, execution + 1, index);
    this.beforeTime = Arrays.copyOfRange(text, index + 1, time);
    this.beforeDeclaration = Arrays.copyOfRange(text, time + Timestamp.LENGTH, declaration);
    this.end = Arrays.copyOfRange(text, declaration + HEX_LENGTH, text.length);
  }

  /** The draft of one seal. Neither text needs escaping in JSON. */
  public StatementDraft draft(Execution execution, RunIdentity declaration) {
    byte[] id = execution.id().getBytes(StandardCharsets.US_ASCII);
    byte[] hex = declaration.digest().hex().getBytes(StandardCharsets.US_ASCII);
    return StatementDraft.ofParts(
        joined(beforeExecution, id, beforeIndex), beforeTime, joined(beforeDeclaration, hex, end));
  }

  private static byte[] render(
      Seal template, Execution execution, RunIdentity declaration, long index, Timestamp time) {
    var seal =
        new Seal(
            template.position(),
            template.signer(),
            template.keyAttestation(),
            template.caller(),
            template.separation(),
            template.workload(),
            declaration,
            execution,
            Optional.empty(),
            template.traceparent());
    return CanonicalJson.encode(StatementJson.of(seal, index, time.toString())).toArray();
  }

  private static byte[] joined(byte[] before, byte[] hole, byte[] after) {
    byte[] all = Arrays.copyOf(before, before.length + hole.length + after.length);
    System.arraycopy(hole, 0, all, before.length, hole.length);
    System.arraycopy(after, 0, all, before.length + hole.length, after.length);
    return all;
  }

  private static RunIdentity identity(int octet) {
    byte[] digest = new byte[Sha256.LENGTH];
    Arrays.fill(digest, (byte) octet);
    return new RunIdentity(new Sha256(Bytes.takingOwnership(digest)));
  }
}
