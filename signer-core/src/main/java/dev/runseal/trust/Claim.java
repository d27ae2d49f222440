package dev.runseal.trust;

import dev.runseal.bytes.Excerpt;
import java.util.Arrays;

/**
 * One thing that a bundle can show. Each gets a verdict of its own; no verdict stands for another.
 */
public enum Claim {
  /** A key that the verifier trusts for this log signed the head, and the statement is its own. */
  SIGNATURE("signature"),
  /** The statement is the log's entry at the index that it names. */
  INCLUSION("inclusion"),
  /** The declaration at hand is the one that was sealed. */
  IDENTITY("identity"),
  /** The sealed declaration says something of all eight sections. */
  COMPLETENESS("completeness"),
  /** The workload never held the key. */
  CUSTODY("custody"),
  /** The caller was somebody else than the signer. */
  SEPARATION("separation"),
  /** The run was recorded before its outputs were. */
  ORDER("order"),
  /** Outside clocks enclose the moment. */
  TIME("time"),
  /** No other tree of this log was shown to anyone. */
  UNIQUENESS("uniqueness"),
  /** Nothing under a checkpoint that the verifier kept was changed or removed. */
  APPEND_ONLY("append-only");

  private final String text;

  Claim(String text) {
    this.text = text;
  }

  public static Claim parse(String text) {
    return Arrays.stream(values())
        .filter(claim -> claim.text.equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "claim is %s, which is none".formatted(Excerpt.quoted(text))));
  }

  public String text() {
    return text;
  }
}
