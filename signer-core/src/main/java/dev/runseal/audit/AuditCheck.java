package dev.runseal.audit;

/** One thing that an audit finds out. Each gets a verdict of its own. */
public enum AuditCheck {
  /** The key that the auditor means signed the head. */
  SIGNATURE("signature"),
  /** Every entry is there, and they hash to the root in the head. */
  TREE("tree"),
  /** Every tile of hashes, at every level, is what the entries give. */
  TILES("tiles"),
  /** The entries under each head that the auditor kept are still the first ones. */
  APPEND_ONLY("append-only"),
  /** Every entry is a statement of this log, in canonical form, at the index that it names. */
  STATEMENTS("statements"),
  /** No entry is older than the one before it. */
  TIMES("times"),
  /** No caller has an execution twice. */
  EXECUTIONS("executions"),
  /** Every completion names an earlier seal of its own caller, and no seal is completed twice. */
  COMPLETIONS("completions"),
  /** Every parent in this log is an earlier seal. */
  PARENTS("parents"),
  /** The key attestations that the statements name are this log's. */
  KEY_ATTESTATIONS("attestations"),
  /** The daemon's own indexes say what the entries say. */
  INDEXES("indexes");

  private final String text;

  AuditCheck(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** Whether it looks into the statements, which the tree alone does not need. */
  boolean ofStatements() {
    return switch (this) {
      case SIGNATURE, TREE, TILES, APPEND_ONLY -> false;
      case STATEMENTS, TIMES, EXECUTIONS, COMPLETIONS, PARENTS, KEY_ATTESTATIONS, INDEXES -> true;
    };
  }
}
