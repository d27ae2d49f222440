package dev.runseal.vectors;

import static dev.runseal.trust.Claim.INCLUSION;
import static dev.runseal.trust.Claim.ORDER;
import static dev.runseal.trust.Claim.SEPARATION;
import static dev.runseal.trust.Claim.SIGNATURE;

import dev.runseal.bundle.Bundle;
import dev.runseal.bundle.Part;
import dev.runseal.bundle.SmallLog;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.note.Receipt;
import dev.runseal.tree.LeafHash;
import dev.runseal.trust.Claim;
import dev.runseal.verify.SampleBundles;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Completions, and the seal that stands before each: formats, sections 2 and 5. */
final class CompletionVectors {
  private static final Set<Claim> LOGGED = EnumSet.of(SIGNATURE, INCLUSION);
  private static final String ANSWER = "\"name\":\"answer.txt\"";
  private static final String UNIX = "\"caller\":\"unix:1000\"";

  private final SampleBundles sample = new SampleBundles();
  private final Bundle completion = sample.completion();
  private final Bundle seal = sample.seal();
  private final Sheet sheet;

  private CompletionVectors(Sheet sheet) {
    this.sheet = sheet;
  }

  static void putOn(Sheet sheet) {
    var vectors = new CompletionVectors(sheet);
    vectors.good();
    vectors.statements();
    vectors.outputs();
    vectors.order();
  }

  private void good() {
    sheet.good("good-completion", "a completion with its seal", completion, Sheet.COMPLETION);
    sheet.good(
        "good-completion-alone",
        "a completion without its seal",
        Bundle.of(completion.statement(), completion.receipt())
            .withKeyAttestation(sample.keyAttestation()),
        EnumSet.of(SIGNATURE, INCLUSION, SEPARATION));
    fits(
        "outcome-failed",
        "a run that failed",
        "\"outcome\":\"completed\"",
        "\"outcome\":\"failed\"");
    fits(
        "another-signer",
        "a signer and a name that are not the seal's",
        "{\"uid\":991},\"workload\":\"checkout-agent\"",
        "{\"uid\":992},\"workload\":\"other\"");
    fits("same-time", "the time of its seal", "01:02:03.000000Z", "01:02:01.000000Z");
    fits("no-output", "no output", "," + output(ANSWER), "");
  }

  private void statements() {
    bad(
        "outcome",
        "an outcome that is none",
        "\"outcome\":\"completed\"",
        "\"outcome\":\"done\"",
        "statement: statement: /predicate/outcome: outcome is \"done\", expected one of completed, failed, abandoned");
    bad(
        "execution-in-completion",
        "a seal's field",
        "\"index\":3",
        "\"execution\":\"run-1\",\"index\":3",
        "statement: statement: /predicate/execution: unknown field \"execution\"");
    bad(
        "seal-not-before",
        "a seal that comes later",
        "\"seal\":{\"index\":1",
        "\"seal\":{\"index\":3",
        "statement: statement: /predicate: seal has index 3 in the log of this statement, expected less than its own 3");
    bad(
        "seal-hash-twice",
        "two leaf hashes for one seal",
        "{\"sha256\":\"" + leafHash() + "\"}",
        "{\"sha256\":\"" + "0".repeat(64) + "\"}",
        "statement: statement: /subject/0/digest/sha256: found 0000000000000000000000000000000000000000000000000000000000000000, expected the leaf hash of /predicate/seal, 22b72e9d54aaf66660b4ba6659ddb9ba2d4a0f2bdfc4e25bfd36729a2689605c");
    bad(
        "first-subject",
        "another first subject",
        "\"name\":\"seal\"",
        "\"name\":\"sealed\"",
        "statement: statement: /subject/0/name: found \"sealed\", expected \"seal\"");
  }

  private void outputs() {
    fits(
        "output-longest-name",
        "256 code units, two for each character",
        ANSWER,
        "\"name\":\"" + "\ud83d\ude00".repeat(128) + "\"");
    fits(
        "output-names-not-normalised",
        "one name composed and decomposed",
        output(ANSWER),
        output("\"name\":\"\u00e9\"") + "," + output("\"name\":\"e\u0301\""));
    bad(
        "output-too-long-a-name",
        "257 code units",
        ANSWER,
        "\"name\":\"" + "n".repeat(257) + "\"",
        "statement: statement: /subject/1: output name has 257 characters, expected 1 to 256");
    bad(
        "output-no-name",
        "an empty name",
        ANSWER,
        "\"name\":\"\"",
        "statement: statement: /subject/1: output name has 0 characters, expected 1 to 256");
    bad(
        "output-named-seal",
        "an output called seal",
        ANSWER,
        "\"name\":\"seal\"",
        "statement: statement: /subject/1: output name is \"seal\", which names the seal itself: expected another");
    bad(
        "output-twice",
        "a name twice",
        output(ANSWER),
        output(ANSWER) + "," + output(ANSWER),
        "statement: statement: /predicate: output name \"answer.txt\" is there twice, expected distinct names");
    bad(
        "output-control-character",
        "U+0000 in a name",
        ANSWER,
        "\"name\":\"a\\u0000\"",
        "statement: statement: /subject/1: output name is \"a\\u0000\", expected one without control characters");
    bad(
        "output-c1-control",
        "U+0085 in a name",
        ANSWER,
        "\"name\":\"a\u0085\"",
        "statement: statement: /subject/1: output name is \"a\\u0085\", expected one without control characters");
  }

  private void order() {
    orderFails(
        "another-caller",
        "another caller's completion",
        sample.completion(
            UnaryOperator.identity(), Sheet.replacing(UNIX, "\"caller\":\"unix:1001\"")),
        "the completion's caller is unix:1001, the seal's is unix:1000");
    orderFails(
        "earlier-than-its-seal",
        "a time before its seal's",
        sample.completion(
            UnaryOperator.identity(), Sheet.replacing("01:02:03.000000Z", "01:02:00.999999Z")),
        "the completion's time is 2026-11-21T01:02:00.999999Z, before the seal's, 2026-11-21T01:02:01.000000Z");
    orderFails(
        "another-checkpoint",
        "seal and completion under two checkpoints",
        completion.withSeal(sample.seal(Sheet.replacing("run-1", "other")).main()),
        "seal's receipt carries another checkpoint than the completion's");
    SmallLog log = sample.log(UnaryOperator.identity(), UnaryOperator.identity());
    orderFails(
        "another-seal",
        "another seal of the log than the one it names",
        completion.withSeal(log.part(0)),
        "the completion names entry 1 of runseal.example/log/1d7dac89bb437eb119cb5246224a148a, leaf hash sha256:22b72e9d54aaf66660b4ba6659ddb9ba2d4a0f2bdfc4e25bfd36729a2689605c, the bundle holds entry 0 of runseal.example/log/1d7dac89bb437eb119cb5246224a148a, leaf hash sha256:e4df5b86edb78a3cfa15b9fcff39aec3dbf35978efeb5c21bb87615a68a54f5e");
    orderFails(
        "seal-after",
        "a seal that comes later",
        completion.withSeal(log.part(4)),
        "seal's index is 4, expected less than the completion's, 3");
    orderFails(
        "seal-is-completion",
        "a completion in the seal's place",
        completion.withSeal(log.part(3)),
        "\"seal\" holds a statement of another kind, expected a seal");
    orderFails(
        "seal-index",
        "the receipt of another entry",
        completion.withSeal(new Part(log.entry(1), log.receipt(0))),
        "seal: receipt index is 0, the statement's is 1");
    orderFails(
        "seal-proof",
        "a proof that does not lead to the root",
        completion.withSeal(new Part(log.entry(1), new Receipt(1, log.hashes(0), log.head()))),
        "seal: inclusion proof of index 1 in size 5 leads to root sha256:181f886f7b3f3cf0851cf1a05d761f604fa9ca2794eb252e14edce95dce0642e, expected sha256:6491a382e76cc13187f4965cca0d91b92b2be60b15c5a02846281fd431ca5b2d");
    orderFails(
        "seal-unreadable",
        "a seal that can't be read",
        completion.withSeal(new Part(Bytes.utf8("{}"), log.receipt(1))),
        "seal: statement: field \"_type\" is missing");
    orderFails(
        "open",
        "a log that ended in between, which nobody can judge yet",
        withOpen(),
        "the bundle holds \"open\": this version can't judge a log that was rotated between seal and completion");
    sheet.fails(
        "fail-seal-in-seal",
        "the bundle of a seal holds another seal",
        Sheet.text(seal.withSeal(completion.seal().orElseThrow())),
        ORDER,
        EnumSet.complementOf(
            EnumSet.of(
                Claim.ORDER,
                SEPARATION,
                Claim.CUSTODY,
                Claim.TIME,
                Claim.UNIQUENESS,
                Claim.APPEND_ONLY)),
        "the bundle of a seal holds another seal, expected none");
    sheet.refused(
        "refused-open-without-seal",
        "open alone",
        Sheet.text(withOpen()).replaceFirst("\"seal\":\\{[^}]*},", ""),
        "bundle: bundle has \"open\" without the \"seal\" that it would lead to");
    sheet.refused(
        "refused-seal-field",
        "a field nobody knows in seal",
        Sheet.replaced(Sheet.text(completion), "\"seal\":{", "\"seal\":{\"index\":1,"),
        "bundle: /seal/index: unknown field \"index\"");
    sheet.fails(
        "fail-worse-separation",
        "the seal's caller was the signer",
        Sheet.text(sealedBySameUser()),
        SEPARATION,
        EnumSet.complementOf(
            EnumSet.of(SEPARATION, Claim.CUSTODY, Claim.TIME, Claim.UNIQUENESS, Claim.APPEND_ONLY)),
        "the signer says that the caller was its own user");
  }

  private Bundle sealedBySameUser() {
    return sample.completion(
        Sheet.replacing("{\"uid\":991}", "{\"uid\":1000}")
                .andThen(Sheet.replacing("\"other-user\"", "\"same-user\""))
            ::apply,
        UnaryOperator.identity());
  }

  private Bundle withOpen() {
    return new Bundle(
        completion.statement(),
        completion.receipt(),
        completion.keyAttestation(),
        completion.declaration(),
        completion.seal(),
        Optional.of(seal.main()),
        completion.time(),
        completion.dsse());
  }

  private String leafHash() {
    return LeafHash.of(seal.statement()).digest().hex();
  }

  private static String output(String name) {
    return "{\"digest\":{\"sha256\":\"%s\"},%s}".formatted(Sha256.of(Bytes.utf8("42")).hex(), name);
  }

  private Bundle changed(String part, String by) {
    return sample.completion(UnaryOperator.identity(), Sheet.replacing(part, by));
  }

  private void fits(String name, String about, String part, String by) {
    sheet.good("good-" + name, about, changed(part, by), Sheet.COMPLETION);
  }

  private void bad(String name, String about, String part, String by, String reason) {
    sheet.fails("fail-" + name, about, changed(part, by), SIGNATURE, reason);
  }

  private void orderFails(String name, String about, Bundle bundle, String reason) {
    sheet.fails("fail-order-" + name, about, Sheet.text(bundle), ORDER, LOGGED, reason);
  }
}
