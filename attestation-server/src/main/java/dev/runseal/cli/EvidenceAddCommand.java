package dev.runseal.cli;

import dev.runseal.attestation.AttestationException;
import dev.runseal.attestation.Custody;
import dev.runseal.attestation.DeviceRoots;
import dev.runseal.attestation.EncodedEvidence;
import dev.runseal.attestation.Evidence;
import dev.runseal.attestation.EvidenceSubject;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.attestation.JointCustody;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.json.CanonicalJson;
import dev.runseal.json.Json;
import dev.runseal.trust.VendorBundle;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.SealingChain;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts what a device said of the sealing key into the key attestation. */
@Command(
    name = "add",
    description = {
      "Put what a device said of the sealing key, from the files that its maker's tools wrote, into"
          + " the daemon's key attestation. It is judged first, together with what is there; what"
          + " does not hold is not added, and the status is 1.",
      "",
      "The version before stays beside the new one. The daemon takes the new one at its next"
          + " start; bundles of earlier seals keep naming the version of their time."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  runseal evidence add yubihsm2 --config /etc/runseal/runseal.yaml \\",
      "    --root yubihsm2-attest-ca-crt.pem attestation.pem device.pem"
    })
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
final class EvidenceAddCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The daemon's configuration, which names the key attestation.")
  private Path config;

  @Mixin private final MakerRoots roots = new MakerRoots();

  @Mixin private final MomentOption moment = new MomentOption();

  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(
      index = "0",
      paramLabel = "TYPE",
      converter = EvidenceTypeWord.class,
      description = "pkix, yubikey-piv, yubihsm2, smartcard-hsm or tpm2-certify.")
  private EvidenceType type;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "What the device said, and the certificates that came with it.")
  private List<Path> files;

  private final Terminal terminal;

  EvidenceAddCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandException {
    KeyAttestationSource old = KeyAttestationSource.ofConfig(terminal, config);
    Instant at = moment.clock().instant();
    SealingChain chain = chain(old, at);
    DeviceRoots known = known(chain);
    var subject = new EvidenceSubject(chain.sealingKey().spki(), Optional.of(chain.origin()));
    EncodedEvidence added = added(subject, known, at);
    if (old.attestation().evidence().contains(added)) {
      throw CommandException.failed(
          "%s: holds this very evidence already: nothing was changed".formatted(old.file().name()));
    }
    List<EncodedEvidence> all =
        Stream.concat(old.attestation().evidence().stream(), Stream.of(added)).toList();
    Custody custody = together(all, subject, known, at);
    KeyAttestation next = with(old, all);
    Path kept = KeyAttestationFile.replace(terminal, old, next);
    report(old, next, kept, custody);
    return ExitStatus.SUCCESS.code();
  }

  /** The root is the attestation's own: what is to be believed is for whoever verifies. */
  private static SealingChain chain(KeyAttestationSource old, Instant at) throws CommandException {
    List<Bytes> certificates = old.attestation().certificates();
    try {
      return SealingChain.validate(certificates, Set.of(certificates.getLast()), at);
    } catch (ChainException e) {
      throw old.file().wrong(e);
    }
  }

  /** What is there already of other makers is held against the roots that ship. */
  private DeviceRoots known(SealingChain chain) throws CommandException {
    DeviceRoots all =
        VendorBundle.shipped().devices().with(EvidenceType.PKIX, Set.of(chain.root()));
    boolean isOwn = type == EvidenceType.PKIX && !roots.given();
    return isOwn ? all : all.with(type, roots.read(terminal, type).of(type));
  }

  private EncodedEvidence added(EvidenceSubject subject, DeviceRoots known, Instant at)
      throws CommandException {
    EvidenceFiles given = EvidenceFiles.read(terminal, type, files);
    if (!given.beside().isEmpty()) {
      throw CommandException.failed(
          "%s evidence travels with its own certificates: leave the separate ones out"
              .formatted(type.text()));
    }
    try {
      Evidence evidence = Evidence.gather(type, given.parts(), subject);
      evidence.verify(subject, known, at);
      return evidence.encoded();
    } catch (AttestationException e) {
      EvidenceFiles.throwUnreadable(e);
      throw CommandException.notMet(
          "the evidence does not hold, nothing was changed: " + e.getMessage(), e);
    }
  }

  private static Custody together(
      List<EncodedEvidence> all, EvidenceSubject subject, DeviceRoots known, Instant at)
      throws CommandException {
    try {
      return JointCustody.judge(all, subject, known, at)
          .orElseThrow(() -> new AssertionError("there is at least what was added"));
    } catch (AttestationException e) {
      throw CommandException.notMet(
          "with what is there already it does not hold, nothing was changed: " + e.getMessage(), e);
    }
  }

  private static KeyAttestation with(KeyAttestationSource old, List<EncodedEvidence> all)
      throws CommandException {
    KeyAttestation before = old.attestation();
    var next = new KeyAttestation(before.log(), before.certificates(), before.witnessKey(), all);
    if (next.encode().length() > KeyAttestation.MAX_LENGTH) {
      throw CommandException.failed(
          "%s: would have %,d bytes with it, more than the %,d that verifiers read: nothing was changed"
              .formatted(old.file().name(), next.encode().length(), KeyAttestation.MAX_LENGTH));
    }
    return next;
  }

  private void report(KeyAttestationSource old, KeyAttestation next, Path kept, Custody custody) {
    if (json.requested) {
      terminal
          .out()
          .println(
              CanonicalJson.text(
                  Json.object()
                      .put("keyAttestation", next.digest().toString())
                      .put("file", old.file().name().toString())
                      .put("before", kept.toString())
                      .put("level", custody.level().text())
                      .put("voucher", custody.voucher())
                      .build()));
      return;
    }
    terminal.out().println("added: " + old.file().name());
    terminal.out().println("  level    " + custody.level());
    terminal.out().println("  voucher  " + custody.voucher());
    terminal.out().println("  now      " + next.digest());
    terminal.out().println("  before   " + kept);
    terminal.out().println("restart the daemon: it reads the key attestation at its start");
  }
}
