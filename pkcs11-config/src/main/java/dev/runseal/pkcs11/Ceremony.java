package dev.runseal.pkcs11;

import dev.runseal.attestation.AttestationException;
import dev.runseal.attestation.Custody;
import dev.runseal.attestation.DeviceRoots;
import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.Evidence;
import dev.runseal.attestation.EvidenceSubject;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.attestation.PkixEvidence;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SigningException;
import dev.runseal.key.VerifyingKey;
import dev.runseal.pkcs11.TokenException.Reason;
import dev.runseal.pkixevidence.EvidenceStatement;
import dev.runseal.pkixevidence.OidArc;
import dev.runseal.pkixevidence.SignedEvidence;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.ChainIssuer;
import dev.runseal.x509.SealingChain;
import dev.runseal.x509.Validity;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The one-off act that makes the keys of a log: a root key and an attestation key in the ceremony's
 * token, which the daemon never opens, and a sealing key in the daemon's, of which the attestation
 * key then says how it is kept. Nothing on either token is overwritten, and a ceremony that fails
 * leaves nothing behind. What a crash leaves behind has the labels of the plan, so the next
 * ceremony refuses it by name.
 */
public final class Ceremony {
  private static final int ID_LENGTH = 16;

  /** How far a ceremony has come; told before each step is taken. */
  public enum Step {
    MAKE_ROOT_KEY,
    MAKE_ATTESTATION_KEY,
    MAKE_SEALING_KEY,
    ISSUE_CERTIFICATES,
    SIGN_EVIDENCE,
    STORE_ROOT_CERTIFICATE,
    STORE_ATTESTATION_CERTIFICATE,
    STORE_SEALING_CERTIFICATE,
    FINISH
  }

  /** What the new keys, their log and their root shall be called, and how long they hold. */
  public record Plan(
      String logName,
      String rootLabel,
      String attestationLabel,
      String sealingLabel,
      String rootName,
      Validity rootValidity,
      Validity sealingValidity) {
    public Plan {
      verifyLogName(logName);
      Set<String> labels = new LinkedHashSet<>(List.of(rootLabel, attestationLabel, sealingLabel));
      if (labels.size() < 3 || labels.stream().anyMatch(String::isBlank)) {
        throw new IllegalArgumentException(
            "key labels are \"%s\", \"%s\" and \"%s\", expected three different ones"
                .formatted(rootLabel, attestationLabel, sealingLabel));
      }
      if (sealingValidity.notBefore().isBefore(rootValidity.notBefore())
          || sealingValidity.notAfter().isAfter(rootValidity.notAfter())) {
        throw new IllegalArgumentException(
            "sealing certificate would hold from %s to %s, expected within its root's %s to %s"
                .formatted(
                    sealingValidity.notBefore(),
                    sealingValidity.notAfter(),
                    rootValidity.notBefore(),
                    rootValidity.notAfter()));
      }
    }

    private static void verifyLogName(String logName) {
      try {
        new Origin(logName + "/" + "0".repeat(32));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "log name is \"%s\", expected at most 127 characters [a-z0-9._-]+(/[a-z0-9._-]+)*"
                .formatted(logName),
            e);
      }
    }
  }

  private final Plan plan;
  private final ChainIssuer issuer;
  private final SecureRandom random;
  private final Consumer<Step> progress;

  public Ceremony(Plan plan, ChainIssuer issuer, SecureRandom random, Consumer<Step> progress) {
    this.plan = plan;
    this.issuer = issuer;
    this.random = random;
    this.progress = progress;
  }

  /** Opens both tokens, each with its own PIN, and makes the keys. */
  public CeremonyResult hold(TokenConfig ceremony, TokenConfig daemon) throws TokenException {
    try (Cryptoki ours = Cryptoki.load(ceremony.module())) {
      if (ours.isOf(daemon.module())) {
        return hold(ours, ceremony, ours, daemon);
      }
      try (Cryptoki theirs = Cryptoki.load(daemon.module())) {
        return hold(ours, ceremony, theirs, daemon);
      }
    }
  }

  private CeremonyResult hold(
      Cryptoki ours, TokenConfig ceremony, Cryptoki theirs, TokenConfig daemon)
      throws TokenException {
    Slot ourSlot = Slot.named(ceremony.token(), ours);
    Slot theirSlot = Slot.named(daemon.token(), theirs);
    if (ourSlot.token().isSameAs(theirSlot.token())) {
      throw new TokenException(
          Reason.CONFIG,
          "the ceremony's token and the daemon's are both %s, expected two tokens: the daemon must never hold the root key"
              .formatted(ourSlot.token()));
    }
    try (CeremonyToken rootToken = CeremonyToken.login(ours, ourSlot, ceremony.pin());
        CeremonyToken sealingToken = CeremonyToken.login(theirs, theirSlot, daemon.pin())) {
      try {
        return make(rootToken, sealingToken);
      } catch (TokenException | RuntimeException | Error e) {
        undo(e, sealingToken, rootToken);
        throw e;
      } catch (SigningException e) {
        undo(e, sealingToken, rootToken);
        throw new TokenException(Reason.REFUSED, "no certificate was issued: " + e.getMessage(), e);
      }
    }
  }

  /** Nothing half-made stays; what can't be taken away travels with the failure. */
  private static void undo(Throwable because, CeremonyToken... tokens) {
    for (CeremonyToken token : tokens) {
      token.undo().forEach(because::addSuppressed);
    }
  }

  private CeremonyResult make(CeremonyToken rootToken, CeremonyToken sealingToken)
      throws TokenException, SigningException {
    var rootTemplate = new KeyTemplate(plan.rootLabel(), newId());
    var attestationTemplate = new KeyTemplate(plan.attestationLabel(), newId());
    var sealingTemplate = new KeyTemplate(plan.sealingLabel(), newId());
    for (KeyTemplate template : List.of(rootTemplate, attestationTemplate, sealingTemplate)) {
      rootToken.verifyUnused(template.label(), template.id());
      sealingToken.verifyUnused(template.label(), template.id());
    }

    progress.accept(Step.MAKE_ROOT_KEY);
    CeremonyToken.MadeKey root = rootToken.generate(rootTemplate);
    TokenKey rootKey = rootToken.key(TokenKey.Role.ROOT, root);

    progress.accept(Step.MAKE_ATTESTATION_KEY);
    CeremonyToken.MadeKey attestation = rootToken.generateBeside(root, attestationTemplate);
    TokenKey attestationKey = rootToken.key(TokenKey.Role.ATTESTATION, attestation);

    progress.accept(Step.MAKE_SEALING_KEY);
    CeremonyToken.MadeKey sealing = sealingToken.generate(sealingTemplate);
    TokenKey sealingKey = sealingToken.key(TokenKey.Role.SEALING, sealing);

    progress.accept(Step.ISSUE_CERTIFICATES);
    Origin log = Origin.of(plan.logName(), sealingKey.publicKey());
    Bytes rootCertificate = issuer.root(rootKey, plan.rootName(), plan.rootValidity());
    Bytes attestationCertificate =
        issuer.attestationCertificate(
            rootCertificate,
            rootKey,
            attestationKey.publicKey(),
            OidArc.RUNSEAL.attestationKey().getId(),
            plan.sealingValidity());
    Bytes sealingCertificate =
        issuer.sealingCertificate(
            rootCertificate, rootKey, log, sealingKey.publicKey(), plan.sealingValidity());
    verifyIssued(sealingCertificate, rootCertificate);

    progress.accept(Step.SIGN_EVIDENCE);
    EvidenceStatement statement =
        HostStatement.of(sealing.facts(), sealingToken.info(), log, attestationKey.publicKey());
    var evidence =
        new PkixEvidence(
            SignedEvidence.of(
                statement, attestationCertificate, attestationKey.sign(statement.toBeSigned())));
    Custody custody = custody(evidence, log, sealingKey.publicKey(), rootCertificate);

    progress.accept(Step.STORE_ROOT_CERTIFICATE);
    rootToken.store(root.facts(), rootCertificate);
    progress.accept(Step.STORE_ATTESTATION_CERTIFICATE);
    rootToken.store(attestation.facts(), attestationCertificate);
    progress.accept(Step.STORE_SEALING_CERTIFICATE);
    sealingToken.store(sealing.facts(), sealingCertificate);
    progress.accept(Step.FINISH);
    List<EncodedEvidence> all = new ArrayList<>(List.of(evidence.encoded()));
    all.addAll(sealingToken.vendorEvidence(sealing));
    return new CeremonyResult(
        new KeyAttestation(
            log, List.of(sealingCertificate, rootCertificate), Optional.empty(), all),
        custody,
        root.facts(),
        attestation.facts(),
        sealing.facts());
  }

  /** The verifier's own eyes, before anything is stored. */
  private void verifyIssued(Bytes sealingCertificate, Bytes rootCertificate) {
    try {
      SealingChain.validate(
          List.of(sealingCertificate, rootCertificate),
          Set.of(rootCertificate),
          plan.sealingValidity().notBefore());
    } catch (ChainException e) {
      throw new AssertionError("the certificates that we issued are not valid", e);
    }
  }

  /** The verifier's own eyes again: what a reader of the bytes will be shown by the evidence. */
  private Custody custody(
      PkixEvidence evidence, Origin log, VerifyingKey sealingKey, Bytes rootCertificate) {
    try {
      return Evidence.decode(evidence.type(), evidence.encode())
          .verify(
              new EvidenceSubject(sealingKey.spki(), Optional.of(log)),
              DeviceRoots.NONE.with(evidence.type(), Set.of(rootCertificate)),
              plan.sealingValidity().notBefore());
    } catch (AttestationException e) {
      throw new AssertionError("the evidence that we signed does not hold", e);
    }
  }

  /** Drawn at random, so that no two keys of anyone share one by accident. */
  private Bytes newId() {
    byte[] id = new byte[ID_LENGTH];
    random.nextBytes(id);
    return Bytes.takingOwnership(id);
  }
}
