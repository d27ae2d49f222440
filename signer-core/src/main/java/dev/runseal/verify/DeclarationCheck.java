package dev.runseal.verify;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.declaration.Declaration;
import dev.runseal.declaration.SectionName;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.JsonException;
import dev.runseal.json.StrictJson;
import dev.runseal.statement.Seal;
import dev.runseal.verify.Verdict.Fact;
import java.util.List;
import java.util.Optional;

/** Whether the declaration at hand is the one that was sealed, and says something of every part. */
record DeclarationCheck(Verdict identity, Verdict completeness, List<SectionName> opaque) {

  /** The seal must be known to be in the log. */
  static DeclarationCheck of(Optional<Bytes> declaration, Optional<Seal> seal) {
    if (seal.isEmpty()) {
      return notShown("no seal was verified that a declaration could be compared with");
    }
    if (declaration.isEmpty()) {
      return notShown("no declaration is at hand");
    }
    Bytes bytes = declaration.get();
    var digest = Sha256.of(bytes);
    if (!digest.equals(seal.get().declaration().digest())) {
      return failed(
          "the declaration at hand hashes to %s, sealed was %s"
              .formatted(digest, seal.get().declaration()));
    }
    var sealed = Fact.of("declaration", seal.get().declaration());
    var execution = Fact.of("execution", seal.get().execution().id());
    try {
      if (!CanonicalJson.encode(StrictJson.parse(bytes, Declaration.MAX_LENGTH)).equals(bytes)) {
        return failed("the sealed bytes are not canonical json");
      }
    } catch (JsonException e) {
      return failed("the sealed bytes are not canonical json: " + e.getMessage());
    }
    Verdict identity =
        Verdict.pass("the declaration at hand is the one that was sealed", sealed, execution);
    try {
      Declaration parsed = Declaration.parse(bytes);
      return new DeclarationCheck(identity, completeness(parsed), parsed.opaque());
    } catch (JsonException e) {
      // A signer is given a digest, never the text: anything can be sealed.
      return new DeclarationCheck(
          identity,
          Verdict.fail("what was sealed is no full declaration: " + e.getMessage()),
          List.of());
    }
  }

  private static Verdict completeness(Declaration declaration) {
    List<String> opaque = declaration.opaque().stream().map(SectionName::text).toList();
    return opaque.isEmpty()
        ? Verdict.pass("all eight sections are declared or none")
        : Verdict.pass(
            "all eight sections are there, %d of them opaque".formatted(opaque.size()),
            Fact.of("opaque", String.join(", ", opaque)));
  }

  private static DeclarationCheck failed(String reason) {
    return new DeclarationCheck(
        Verdict.fail(reason),
        Verdict.notShown("the declaration at hand is not shown to be the sealed one"),
        List.of());
  }

  private static DeclarationCheck notShown(String reason) {
    return new DeclarationCheck(Verdict.notShown(reason), Verdict.notShown(reason), List.of());
  }
}
