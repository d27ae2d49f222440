package dev.runseal.statement;

import dev.runseal.bytes.Bytes;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import java.util.Arrays;
import java.util.Optional;

/**
 * A statement with two holes, index and time: what the seal desk hands to the sequencer. It is
 * rendered once; a fill copies it with the holes filled, byte for byte what {@link
 * Statement#encode} says. Immutable, and safe to fill from any thread.
 */
public final class StatementDraft {
  private static final int MAX_INDEX_DIGITS = Long.toString(Json.MAX_INTEGER).length();

  private final byte[] beforeIndex;
  private final byte[] betweenHoles;
  private final byte[] afterTime;
  private final long firstIndex;

  private StatementDraft(
      byte[] beforeIndex, byte[] betweenHoles, byte[] afterTime, long firstIndex) {
    this.beforeIndex = beforeIndex;
    this.betweenHoles = betweenHoles;
    this.afterTime = afterTime;
    this.firstIndex = firstIndex;
  }

  /**
   * A draft of the template, whose own index and time are ignored ({@link Position#pending} does).
   * One that might outgrow an entry of the log is refused here, before it is sequenced.
   */
  public static StatementDraft of(Statement template) {
    // The holes are where renderings differ that differ in nothing else. So no text within the
    // statement can be taken for one, and nothing here knows the order of the fields.
    byte[] text = render(template, 0, Timestamp.EPOCH);
    int index = Arrays.mismatch(text, render(template, 1, Timestamp.EPOCH));
    int time = Arrays.mismatch(text, render(template, 0, Timestamp.MAX));
    if (index < 0 || time <= index) {
      throw new AssertionError(
          "index is at %d and time at %d, but RFC 8785 sorts index before sealedAt"
              .formatted(index, time));
    }
    var draft =
        new StatementDraft(
            Arrays.copyOfRange(text, 0, index),
            Arrays.copyOfRange(text, index + 1, time),
            Arrays.copyOfRange(text, time + Timestamp.LENGTH, text.length),
            firstIndex(template));
    StatementJson.requireFits(draft.maxLength());
    return draft;
  }

  /** The text before, between and after the holes of a statement that refers to no other. */
  static StatementDraft ofParts(byte[] beforeIndex, byte[] betweenHoles, byte[] afterTime) {
    var draft = new StatementDraft(beforeIndex, betweenHoles, afterTime, 0);
    StatementJson.requireFits(draft.maxLength());
    return draft;
  }

  /** The bytes of the log entry at this index and time. */
  public Bytes fill(long index, Timestamp sealedAt) {
    SealRef.requireIndex(index);
    if (index < firstIndex) {
      throw new IllegalArgumentException(
          "index is %d, expected at least %d: the statement refers to the seal before that"
              .formatted(index, firstIndex));
    }
    int digits = digits(index);
    byte[] entry = new byte[length(digits)];
    System.arraycopy(beforeIndex, 0, entry, 0, beforeIndex.length);
    int at = beforeIndex.length + digits;
    writeDecimal(index, entry, at);
    System.arraycopy(betweenHoles, 0, entry, at, betweenHoles.length);
    at += betweenHoles.length;
    sealedAt.write(entry, at);
    at += Timestamp.LENGTH;
    System.arraycopy(afterTime, 0, entry, at, afterTime.length);
    return Bytes.takingOwnership(entry);
  }

  /** The length of the longest entry that a fill can make. */
  public int maxLength() {
    return length(MAX_INDEX_DIGITS);
  }

  private int length(int digits) {
    return beforeIndex.length + digits + betweenHoles.length + Timestamp.LENGTH + afterTime.length;
  }

  private static byte[] render(Statement template, long index, Timestamp time) {
    return CanonicalJson.encode(StatementJson.of(template, index, time.toString())).toArray();
  }

  /** What a statement refers to in its own log stands before it. */
  private static long firstIndex(Statement template) {
    var reference =
        switch (template) {
          case Seal seal -> seal.parent();
          case Completion completion -> Optional.of(completion.seal());
        };
    return reference
        .filter(seal -> seal.log().equals(template.position().log()))
        .map(seal -> seal.index() + 1)
        .orElse(0L);
  }

  private static int digits(long value) {
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private static void writeDecimal(long value, byte[] target, int end) {
    long rest = value;
    int at = end;
    do {
      target[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
  }
}
