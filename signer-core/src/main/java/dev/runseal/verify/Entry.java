package dev.runseal.verify;

import dev.runseal.bundle.Part;
import dev.runseal.note.Receipt;
import dev.runseal.statement.Statement;
import dev.runseal.statement.StatementException;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.ProofException;

/** A statement as read, with the receipt and the leaf hash of its exact bytes. */
record Entry(Statement statement, Receipt receipt, LeafHash leafHash) {
  static Entry read(String where, Part part) throws CheckFailed {
    try {
      return new Entry(
          Statement.parse(part.statement()), part.receipt(), LeafHash.of(part.statement()));
    } catch (StatementException e) {
      throw CheckFailed.in(where, e);
    }
  }

  long index() {
    return statement.position().index();
  }

  /** That the entry stands at its own index under its receipt's root, whoever signed that. */
  void verifyInclusion() throws CheckFailed {
    // spec: formats §5, "receipt index = predicate.index < size"; the receipt's constructor
    // compared its index with the size.
    if (receipt.index() != index()) {
      throw new CheckFailed(
          "receipt index is %d, the statement's is %d".formatted(receipt.index(), index()));
    }
    try {
      receipt.proof().verify(leafHash, receipt.head().checkpoint().root());
    } catch (ProofException e) {
      throw new CheckFailed(String.valueOf(e.getMessage()), e);
    }
  }
}
