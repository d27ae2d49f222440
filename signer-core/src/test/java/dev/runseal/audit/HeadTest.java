package dev.runseal.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runseal.note.Ed25519NoteKey;
import dev.runseal.note.LogHead;
import dev.runseal.trust.TrustRoots;
import dev.runseal.verify.Verdict;
import dev.runseal.x509.TestChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who signed the head, and whether heads from before still hold. */
class HeadTest {
  private static final Path TESSERA =
      Path.of("src/test/resources/vectors/tlog-tiles-tessera/testdata/log");

  /** As the vector's own repository has it, in client/client_test.go of the same commit. */
  private static final Ed25519NoteKey TESSERA_KEY =
      Ed25519NoteKey.parse(
          "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx");

  private static final TestChain STRANGER = TestChain.named("stranger");

  @TempDir Path directory;

  @Test
  void eachWayOfKnowingTheKeySaysWhatItShows() throws Exception {
    TiledLog log = log("audit", 300);
    assertThat(verdict(new HeadTrust.Key(log.chain().sealingKey().publicKey())))
        .isEqualTo(passed("the key that you brought signed the head", log));
    assertThat(verdict(roots(log.chain(), Optional.of(log.chain()))))
        .isEqualTo(passed("a key that your root vouches for, for this log, signed the head", log));
    assertThat(verdict(roots(log.chain(), Optional.empty())))
        .isEqualTo(passed("a key that your root vouches for, for this log, signed the head", log));
    assertThat(verdict(new HeadTrust.Name(log.origin())))
        .isEqualTo(
            passed(
                "the key whose hash the log's name ends in signed the head; who keeps that key is not shown",
                log));
    assertThat(verdict(new HeadTrust.FirstUse()))
        .isEqualTo(
            Verdict.notShown(
                "the key that the log brings along signed the head, and the log's name ends in its hash; whether that is the log that you mean, nothing you brought can say",
                key(log)));
  }

  @Test
  void anotherKeyRootOrNameIsRefused() throws Exception {
    TiledLog log = log("audit", 300);
    assertThat(verdict(new HeadTrust.Key(STRANGER.sealingKey().publicKey())))
        .isEqualTo(
            Verdict.fail(
                "origin is %s, expected one that ends in the first 32 hex digits of %s"
                    .formatted(
                        log.origin(), STRANGER.sealingKey().publicKey().spkiDigest().hex())));
    assertThat(verdict(roots(STRANGER, Optional.empty())).reason())
        .startsWith("certificate chain: certificate \"");
    assertThat(verdict(roots(STRANGER, Optional.of(STRANGER))).reason())
        .startsWith("origin is " + log.origin() + ", expected one that ends in");
    assertThat(verdict(new HeadTrust.Name(STRANGER.origin())))
        .isEqualTo(
            Verdict.fail("the log is %s, expected %s".formatted(log.origin(), STRANGER.origin())));
    assertThat(verdict(new HeadTrust.VerifierKey(TESSERA_KEY)).reason())
        .startsWith("checkpoint is of \"" + log.origin() + "\", the verifier key of");
  }

  @Test
  void aSignatureThatIsAnotherHeadsFails() throws Exception {
    TiledLog log = log("audit", 300);
    String first = Files.readString(directory.resolve("checkpoint"));
    log.appendRuns(1);
    log.publish();
    String second = Files.readString(directory.resolve("checkpoint"));
    Files.writeString(
        directory.resolve("checkpoint"),
        second.substring(0, second.indexOf("\n\n")) + first.substring(first.indexOf("\n\n")));
    for (HeadTrust trust :
        List.of(
            new HeadTrust.Key(log.chain().sealingKey().publicKey()),
            new HeadTrust.Name(log.origin()),
            new HeadTrust.FirstUse())) {
      AuditReport report = audit(directory, trust, List.of(), false);
      assertThat(report.accepted()).isFalse();
      assertThat(report.verdict(AuditCheck.SIGNATURE).reason())
          .startsWith("signature line of %s: signature does not verify".formatted(log.origin()));
    }
  }

  @Test
  void aLogWithoutItsKeyAttestationIsNotShownToBeAnybodys() throws Exception {
    log("audit", 300);
    try (var files = Files.list(directory.resolve("key-attestations"))) {
      Files.delete(files.findFirst().orElseThrow());
    }
    AuditReport report = audit(directory, new HeadTrust.FirstUse(), List.of(), false);
    assertThat(report.verdict(AuditCheck.SIGNATURE))
        .isEqualTo(
            Verdict.notShown("the log has no key attestation beside it and no key was given"));
    assertThat(report.verdict(AuditCheck.KEY_ATTESTATIONS).reason())
        .isEqualTo("1 of the 1 key attestations that entries name are not beside the log");
  }

  @Test
  void everyHeadFromBeforeHolds() throws Exception {
    TiledLog log = log("audit", 0);
    List<LogHead> kept = new ArrayList<>();
    for (int size : new int[] {0, 1, 255, 256, 300, 512, 600}) {
      log.appendRuns(size - (int) log.size());
      kept.add(LogHead.parse(log.publish().encode()));
    }
    AuditReport report = audit(directory, new HeadTrust.Name(log.origin()), kept, false);
    assertThat(report.accepted()).as(report.text()).isTrue();
    assertThat(report.verdict(AuditCheck.APPEND_ONLY).facts())
        .hasSize(7)
        .contains(new Verdict.Fact("kept size", "512"));
  }

  @Test
  void aRewrittenLogIsTheAlarm() throws Exception {
    TiledLog before = log("audit", 270);
    before.append(before.seal("another", Optional.empty()).encode());
    LogHead kept = LogHead.parse(before.publish().encode());
    TiledLog now = log("audit", 300);
    AuditReport report = audit(directory, new HeadTrust.Name(now.origin()), List.of(kept), true);
    assertThat(report.accepted()).isFalse();
    assertThat(report.verdict(AuditCheck.TREE)).isInstanceOf(Verdict.Pass.class);
    assertThat(report.verdict(AuditCheck.APPEND_ONLY).reason())
        .matches(
            "the log was rewritten: its first 271 entries hash to root sha256:[0-9a-f]{64}, the log's key signed for them root "
                + kept.root()
                + ": keep both checkpoints, they are the proof");
  }

  @Test
  void aLogThatIsShorterThanItWasIsTheAlarmToo() throws Exception {
    LogHead kept = LogHead.parse(log("audit", 301).publish().encode());
    TiledLog now = log("audit", 300);
    assertThat(
            audit(directory, new HeadTrust.Name(now.origin()), List.of(kept), true)
                .verdict(AuditCheck.APPEND_ONLY)
                .reason())
        .isEqualTo(
            "the log was cut: it has 300 entries, the checkpoint that you kept has 301: it is an old copy, or entries were taken away");
  }

  @Test
  void aKeptHeadThatTheKeyDidNotSignProvesNothing() throws Exception {
    TiledLog log = log("audit", 300);
    String forged =
        Files.readString(directory.resolve("checkpoint")).replaceFirst("\n300\n", "\n299\n");
    List<LogHead> kept = List.of(LogHead.parse(forged));
    assertThat(
            audit(directory, new HeadTrust.Name(log.origin()), kept, true)
                .verdict(AuditCheck.APPEND_ONLY)
                .reason())
        .startsWith(
            "the kept checkpoint of size 299 proves nothing: signature line of " + log.origin());
  }

  @Test
  void aKeptHeadOfAnotherLogIsAMistakeOfTheAuditor() throws Exception {
    TiledLog log = log("audit", 3);
    List<LogHead> kept = List.of(LogHead.parse(Files.readString(TESSERA.resolve("checkpoint.3"))));
    assertThatThrownBy(() -> audit(directory, new HeadTrust.FirstUse(), kept, true))
        .isInstanceOf(AuditException.class)
        .hasMessage(
            "the kept checkpoint is of example.com/log/testdata, the log is %s: bring one of this log",
            log.origin());
  }

  @Test
  void aForeignLogPassesWithAllItsHeads() throws Exception {
    List<LogHead> kept = new ArrayList<>();
    for (int size = 0; size <= 15; size++) {
      kept.add(LogHead.parse(Files.readString(TESSERA.resolve("checkpoint." + size))));
    }
    AuditReport report = audit(TESSERA, new HeadTrust.VerifierKey(TESSERA_KEY), kept, true);
    assertThat(report.accepted()).as(report.text()).isTrue();
    assertThat(report.verdict(AuditCheck.APPEND_ONLY).facts()).hasSize(16);
    assertThat(audit(TESSERA, new HeadTrust.FirstUse(), kept, true).accepted()).isTrue();
  }

  @Test
  void theStatementsOfAForeignLogAreNotLookedInto() {
    assertThatThrownBy(
            () -> audit(TESSERA, new HeadTrust.VerifierKey(TESSERA_KEY), List.of(), false))
        .isInstanceOf(AuditException.class)
        .hasMessageStartingWith("origin is \"example.com/log/testdata\", expected <name>/")
        .hasMessageEndingWith(": audit a foreign log with --tree-only");
  }

  private TiledLog log(String name, int size) throws IOException {
    var log = new TiledLog(directory, name);
    log.appendRuns(size);
    log.publish();
    return log;
  }

  private static HeadTrust roots(TestChain trusted, Optional<TestChain> attested) {
    return new HeadTrust.Roots(
        TrustRoots.ofSealingRoot(trusted.root()),
        attested.map(chain -> chain.keyAttestation().encode()),
        TestChain.WITHIN);
  }

  private static Verdict passed(String reason, TiledLog log) {
    return Verdict.pass(reason, key(log));
  }

  private static Verdict.Fact key(TiledLog log) {
    return new Verdict.Fact("key", log.chain().sealingKey().publicKey().spkiDigest().toString());
  }

  private Verdict verdict(HeadTrust trust) throws Exception {
    return audit(directory, trust, List.of(), false).verdict(AuditCheck.SIGNATURE);
  }

  private static AuditReport audit(Path log, HeadTrust trust, List<LogHead> kept, boolean treeOnly)
      throws Exception {
    var plan = new AuditPlan(trust, kept, treeOnly, 2);
    return new LogAudit(
            new DirectoryLogReader(log),
            plan,
            AuditProgress.NONE,
            new Random(7),
            InstantSource.system())
        .run();
  }
}
