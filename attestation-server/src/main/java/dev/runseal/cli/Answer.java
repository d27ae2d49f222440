package dev.runseal.cli;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.BundleException;
import dev.runseal.bundle.Part;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.json.Json;
import dev.runseal.note.Checkpoint;
import dev.runseal.statement.Position;
import dev.runseal.statement.SealRef;
import dev.runseal.statement.Statement;
import dev.runseal.statement.StatementException;
import dev.runseal.tree.LeafHash;
import dev.runseal.tree.ProofException;
import java.nio.charset.CharacterCodingException;

/**
 * A bundle as the daemon answered it, checked as far as that goes without a root certificate: its
 * parts belong together and its entry stands in the tree that the checkpoint names. Who signed the
 * checkpoint is for {@code runseal verify}.
 */
record Answer(Bundle bundle, Statement statement) {
  static Answer parse(Bytes body) throws CommandException {
    try {
      Bundle bundle = Bundle.parse(body);
      var answer = new Answer(bundle, Statement.parse(bundle.statement()));
      verifyReceipt(bundle.main(), answer.statement);
      answer.verifyKeyAttestation();
      return answer;
    } catch (BundleException | StatementException e) {
      throw wrong(String.valueOf(e.getMessage()), e);
    }
  }

  /** What the daemon got wrong. Nothing has been written, and the caller can't mend it. */
  static CommandException wrong(String found) {
    return CommandException.notMet(
        "the daemon's answer does not hold, nothing was written: " + found);
  }

  static CommandException wrong(String found, Exception cause) {
    return CommandException.notMet(
        "the daemon's answer does not hold, nothing was written: " + found, cause);
  }

  private static void verifyReceipt(Part part, Statement statement) throws CommandException {
    Position position = statement.position();
    Checkpoint head = part.receipt().head().checkpoint();
    if (!head.origin().equals(position.log())) {
      throw wrong("checkpoint is of %s, statement of %s".formatted(head.origin(), position.log()));
    }
    if (part.receipt().index() != position.index()) {
      throw wrong(
          "receipt is for index %d, statement says %d"
              .formatted(part.receipt().index(), position.index()));
    }
    try {
      part.receipt().proof().verify(LeafHash.of(part.statement()), head.root());
    } catch (ProofException e) {
      throw wrong(String.valueOf(e.getMessage()), e);
    }
  }

  private void verifyKeyAttestation() throws CommandException {
    Bytes exact =
        bundle
            .keyAttestation()
            .orElseThrow(() -> wrong("bundle has no \"keyAttestation\", expected one"));
    if (!Sha256.of(exact).equals(statement.keyAttestation())) {
      throw wrong(
          "key attestation is %s, statement names %s"
              .formatted(Sha256.of(exact), statement.keyAttestation()));
    }
  }

  /**
   * In a completion's bundle: it holds the seal that was completed, and that seal's own receipt.
   */
  void verifyHolds(Bytes seal) throws CommandException {
    Part part =
        bundle
            .seal()
            .orElseThrow(() -> wrong("bundle has no \"seal\", expected the one completed"));
    if (!part.statement().equals(seal)) {
      throw wrong("\"seal\" is another statement than the one completed");
    }
    try {
      verifyReceipt(part, Statement.parse(part.statement()));
    } catch (StatementException e) {
      throw wrong(String.valueOf(e.getMessage()), e);
    }
  }

  /** A bundle as it is printed. */
  static String text(Bundle bundle) {
    try {
      return bundle.encode().toUtf8();
    } catch (CharacterCodingException e) {
      throw new AssertionError("canonical JSON is UTF-8", e);
    }
  }

  static Json.Obj json(SealRef seal) {
    return Json.object()
        .put("log", seal.log().text())
        .put("index", seal.index())
        .put("leafHash", seal.leafHash().toString())
        .build();
  }
}
