package dev.runseal.verify;

import dev.runseal.bundle.Bundle;
import dev.runseal.statement.Completion;
import dev.runseal.statement.Seal;
import dev.runseal.statement.Separation;
import dev.runseal.statement.Statement;
import dev.runseal.statement.Timestamp;
import dev.runseal.trust.Claim;
import dev.runseal.trust.Policy;
import dev.runseal.trust.TrustRoots;
import dev.runseal.verify.Verdict.Fact;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Judges bundles, offline, by the steps of formats section 5. A step that does not hold makes its
 * claim {@code fail}, and no claim that rests on it is looked at: it is {@code not shown}. A part
 * of a bundle that this version can't judge makes its claim {@code fail} too, because passing over
 * it would read as having checked it. May be shared between threads.
 */
public final class Verifier {
  private final TrustRoots trust;
  private final Policy policy;
  private final InstantSource clock;
  private final KeyVouchers vouchers;

  /** Certificates are judged at the clock's time, never at the time that a statement claims. */
  public Verifier(TrustRoots trust, Policy policy, InstantSource clock) {
    this.trust = trust;
    this.policy = policy;
    this.clock = clock;
    this.vouchers = new KeyVouchers(trust);
  }

  public Report verify(Bundle bundle) {
    Instant at = clock.instant();
    var findings = new Findings();
    try {
      judge(bundle, Entry.read("statement", bundle.main()), at, findings);
    } catch (CheckFailed e) {
      findings.put(Claim.SIGNATURE, Verdict.fail(e.reason()));
      findings.restNotShown("the statement can't be read");
    }
    return Report.of(Timestamp.of(at), policy, findings);
  }

  private void judge(Bundle bundle, Entry main, Instant at, Findings findings) {
    findings.completion(main.statement() instanceof Completion);
    HeadCheck head = HeadCheck.of(bundle, main, vouchers, trust, at);
    findings.put(Claim.SIGNATURE, head.verdict());
    findings.put(Claim.INCLUSION, inclusion(main, head));
    unjudgedTime(bundle).ifPresent(verdict -> findings.put(Claim.TIME, verdict));
    if (head.voucher().isEmpty()) {
      findings.restNotShown("it rests on the signature, which does not stand");
    } else if (!findings.passed(Claim.INCLUSION)) {
      findings.restNotShown("it rests on the inclusion, which does not stand");
    } else {
      judgeEntry(bundle, main, head.voucher().get(), findings);
    }
  }

  /** From here on the statement is what the trusted signer wrote. */
  private static void judgeEntry(Bundle bundle, Entry main, KeyVoucher voucher, Findings findings) {
    Statement statement = main.statement();
    findings.subject(
        new Report.Subject(
            statement instanceof Seal ? "seal" : "completion",
            statement.position().log(),
            main.index(),
            main.leafHash()));
    OrderCheck order = OrderCheck.of(bundle, main);
    findings.put(Claim.ORDER, order.verdict());
    DeclarationCheck declaration = DeclarationCheck.of(bundle.declaration(), order.seal());
    findings.put(Claim.IDENTITY, declaration.identity());
    findings.put(Claim.COMPLETENESS, declaration.completeness());
    findings.opaque(declaration.opaque());
    findings.put(Claim.CUSTODY, voucher.custody().verdict());
    findings.custody(voucher.custody().level());
    judgeSeparation(statement, order, findings);
    if (bundle.time().isEmpty()) {
      findings.put(
          Claim.TIME,
          Verdict.notShown(
              "no outside clock is in the bundle; the time is the signer's own word",
              Fact.of("sealed at", statement.position().sealedAt())));
    }
    findings.put(
        Claim.UNIQUENESS, Verdict.notShown("no witness was asked: no witness keys are trusted"));
    findings.put(
        Claim.APPEND_ONLY, Verdict.notShown("a lone bundle can't show it: no earlier checkpoint"));
    noteUnchecked(statement, order, findings);
  }

  private static Verdict inclusion(Entry main, HeadCheck head) {
    try {
      main.verifyInclusion();
    } catch (CheckFailed e) {
      return Verdict.fail(e.reason());
    }
    return head.voucher().isEmpty()
        ? Verdict.notShown("the proof leads to a root that no trusted key is shown to have signed")
        : Verdict.pass(
            "the statement is the entry at its index under the signed root",
            Fact.of("index", main.index()),
            Fact.of("size", main.receipt().head().checkpoint().size()),
            Fact.of("leaf hash", main.leafHash()));
  }

  private static Optional<Verdict> unjudgedTime(Bundle bundle) {
    return bundle.time().isPresent()
        ? Optional.of(Verdict.fail("the bundle holds \"time\", which this version can't judge"))
        : Optional.empty();
  }

  private static void judgeSeparation(Statement statement, OrderCheck order, Findings findings) {
    if (order.verdict() instanceof Verdict.Fail) {
      findings.put(
          Claim.SEPARATION, Verdict.notShown("it rests on the order, which does not stand"));
      return;
    }
    // Both calls count, and the worse of the two is the run's.
    Statement worse =
        order
            .seal()
            .filter(seal -> rank(seal.separation()) > rank(statement.separation()))
            .map(Statement.class::cast)
            .orElse(statement);
    findings.separation(worse.separation());
    findings.put(Claim.SEPARATION, separation(worse));
  }

  private static int rank(Separation separation) {
    return switch (separation) {
      case OTHER_USER -> 0;
      case TLS -> 1;
      case UNKNOWN -> 2;
      case PRIVILEGED -> 3;
      case SAME_USER -> 4;
    };
  }

  private static Verdict separation(Statement statement) {
    Fact[] facts = {
      Fact.of("separation", statement.separation().text()),
      Fact.of("caller", statement.caller().text()),
      Fact.of("signer", "uid " + statement.signer().uid())
    };
    return switch (statement.separation()) {
      case OTHER_USER -> Verdict.pass("the signer says that the caller was another user", facts);
      case TLS -> Verdict.pass("the signer says that the caller was on another host", facts);
      case SAME_USER -> Verdict.fail("the signer says that the caller was its own user", facts);
      case PRIVILEGED -> Verdict.fail("the signer says that the caller was root", facts);
      case UNKNOWN -> Verdict.notShown("the signer does not say who the caller was", facts);
    };
  }

  private static void noteUnchecked(Statement statement, OrderCheck order, Findings findings) {
    findings.notChecked("revocation: nothing was asked online, certificates count by their dates");
    if (statement instanceof Completion) {
      findings.notChecked("the outputs themselves: only their digests are in a bundle");
    }
    Optional<Seal> seal = order.seal();
    if (seal.isPresent()) {
      findings.notChecked("content that the declaration names by digest");
      seal.get()
          .parent()
          .ifPresent(parent ->
              findings.notChecked(
                  "the parent, entry %d of %s: it takes that seal's own bundle"
                      .formatted(parent.index(), parent.log())));
      if (seal.get().traceparent().isPresent()) {
        findings.notChecked("the traceparent: an annotation that nothing depends on");
      }
      if (!seal.get().keyAttestation().equals(statement.keyAttestation())) {
        findings.notChecked(
            "the version of the key attestation that the seal names, %s"
                .formatted(seal.get().keyAttestation()));
      }
    }
  }
}
