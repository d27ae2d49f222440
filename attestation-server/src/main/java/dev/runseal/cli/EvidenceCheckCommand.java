package dev.runseal.cli;

import dev.runseal.attestation.AttestationException;
import dev.runseal.attestation.DeviceRoots;
import dev.runseal.attestation.Evidence;
import dev.runseal.attestation.EvidenceSubject;
import dev.runseal.attestation.EvidenceType;
import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Sha256;
import dev.runseal.key.Origin;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges what a device says of a key, from the files that its maker's tools write. */
@Command(
    name = "check",
    description = {
      "Judge what a device says of a key, from the files that its maker's tools write: no bundle"
          + " is needed. The status is 0 when it holds, 1 when it was judged and does not hold, 2"
          + " when it can't be read.",
      "",
      "Files may be PEM, base64, DER or, for smartcard-hsm, CVC, with certificates in any order"
          + " and several in one file."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  runseal evidence check yubikey-piv --key key.pem --root yubico-piv-ca-1.pem \\",
      "    attestation.pem device.pem"
    })
@SuppressWarnings("NullAway.Init") // picocli sets what it requires
final class EvidenceCheckCommand implements Callable<Integer> {
  @Option(
      names = "--key",
      paramLabel = "PEM",
      required = true,
      description =
          "The key that it must speak of: a public key of any algorithm, or the certificate or"
              + " request that holds it.")
  private Path key;

  @Mixin private final MakerRoots roots = new MakerRoots();

  @Option(
      names = "--log",
      paramLabel = "ORIGIN",
      description = "The log that it must have been made for, where it carries a nonce.")
  private @Nullable String log;

  @Option(
      names = "--nonce",
      paramLabel = "HEX",
      description =
          "What it must have been made for instead, where it was made for no log: a TPM's"
              + " extraData.")
  private @Nullable String nonce;

  @Option(
      names = "--authority",
      paramLabel = "FILE",
      description =
          "Certificates of authorities that enrol TPMs, for tpm2-certify; may be repeated.")
  private List<Path> authorities = List.of();

  @Option(
      names = "--accept-sha1",
      description = "Accept a TPM's signature over SHA-1, which nobody should rely on.")
  private boolean sha1;

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

  EvidenceCheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandException {
    EvidenceSubject subject = subject();
    DeviceRoots trusted = trusted();
    Instant at = moment.clock().instant();
    var report = new EvidenceReport(type, subject, at, judge(subject, trusted, at));
    terminal.out().print(json.requested ? report.json() + System.lineSeparator() : report.text());
    return switch (report.outcome()) {
      case EvidenceReport.Outcome.Holds holds -> ExitStatus.SUCCESS.code();
      case EvidenceReport.Outcome.Refused refused -> ExitStatus.NOT_MET.code();
    };
  }

  private EvidenceReport.Outcome judge(EvidenceSubject subject, DeviceRoots trusted, Instant at)
      throws CommandException {
    EvidenceFiles given = EvidenceFiles.read(terminal, type, files);
    try {
      return new EvidenceReport.Outcome.Holds(
          Evidence.gather(type, given.parts(), subject)
              .verify(subject, trusted.withOnTheWay(given.beside()), at));
    } catch (AttestationException e) {
      EvidenceFiles.throwUnreadable(e);
      return new EvidenceReport.Outcome.Refused(String.valueOf(e.getMessage()));
    }
  }

  private EvidenceSubject subject() throws CommandException {
    Bytes spki = PemFile.read(terminal, key).anyPublicKey();
    if (log == null) {
      return new EvidenceSubject(spki, Optional.empty(), otherNonce());
    }
    if (nonce != null) {
      throw CommandException.failed("--nonce: expected either this or --log");
    }
    Origin origin;
    try {
      origin = new Origin(log);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed("--log: " + e.getMessage(), e);
    }
    String hash = Sha256.of(spki).hex().substring(0, origin.keyHash().length());
    if (!origin.keyHash().equals(hash)) {
      throw CommandException.failed(
          "--log: is the log of another key: it ends in %s, and the hash of %s begins with %s"
              .formatted(origin.keyHash(), key, hash));
    }
    return new EvidenceSubject(spki, Optional.of(origin));
  }

  private Optional<Bytes> otherNonce() throws CommandException {
    try {
      return Optional.ofNullable(nonce).map(Bytes::parseHex);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed("--nonce: " + e.getMessage(), e);
    }
  }

  private DeviceRoots trusted() throws CommandException {
    boolean isTpm = type == EvidenceType.TPM2_CERTIFY;
    if (!isTpm && (sha1 || nonce != null || !authorities.isEmpty())) {
      throw CommandException.failed(
          "--nonce, --authority and --accept-sha1 are for tpm2-certify, found " + type);
    }
    DeviceRoots makers =
        authorities.isEmpty() || roots.given()
            ? roots.read(terminal, type)
            : MakerRoots.onTheWayAlone();
    DeviceRoots all = makers.withAuthorities(MakerRoots.certificates(terminal, type, authorities));
    return sha1 ? all.withSha1() : all;
  }
}
