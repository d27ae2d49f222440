package dev.runseal.cli;

import dev.runseal.attestation.KeyAttestation;
import dev.runseal.audit.HeadTrust;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.note.Ed25519NoteKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How an auditor knows the log's key; exactly one form of it. */
final class AuditTrust {
  @Option(
      names = "--root",
      paramLabel = "PEM",
      description = "The root certificate that you trust, got beforehand.")
  private @Nullable Path root;

  @Option(
      names = "--key",
      paramLabel = "PEM",
      description = "Or the log's public key itself, got beforehand.")
  private @Nullable Path key;

  @Option(
      names = "--origin",
      paramLabel = "NAME",
      description =
          "Or the log's full name, got beforehand: it ends in the hash of the key. Shows which key"
              + " signed, not who keeps it.")
  private @Nullable String origin;

  @Option(
      names = "--vkey",
      paramLabel = "VKEY",
      description = "Or a foreign log's verifier key (C2SP signed-note, Ed25519).")
  private @Nullable String vkey;

  @Option(
      names = "--trust-on-first-use",
      description =
          "Or nothing: take the key that the log brings along. The signature is then not shown to"
              + " be anybody's.")
  private boolean firstUse;

  /** What was given, as the audit takes it; certificates are judged at {@code at}. */
  HeadTrust read(Terminal terminal, @Nullable Path keyAttestation, Instant at)
      throws CommandException {
    if (keyAttestation != null && root == null) {
      throw CommandException.failed(
          "--key-attestation is for --root: it holds the certificates that lead there");
    }
    if (root != null) {
      return roots(terminal, root, keyAttestation, at);
    }
    if (key != null) {
      return new HeadTrust.Key(PemFile.read(terminal, key).publicKey());
    }
    if (origin != null) {
      return new HeadTrust.Name(parsed("--origin", origin, Origin::new));
    }
    if (vkey != null) {
      return new HeadTrust.VerifierKey(parsed("--vkey", vkey, Ed25519NoteKey::parse));
    }
    if (!firstUse) {
      throw new AssertionError("picocli lets exactly one of the forms through");
    }
    return new HeadTrust.FirstUse();
  }

  private static HeadTrust roots(
      Terminal terminal, Path pem, @Nullable Path keyAttestation, Instant at)
      throws CommandException {
    Optional<Bytes> attestation = Optional.empty();
    if (keyAttestation != null) {
      attestation =
          Optional.of(new InputFile(terminal, keyAttestation).read(KeyAttestation.MAX_LENGTH));
    }
    return new HeadTrust.Roots(PemFile.read(terminal, pem).sealingRoot(), attestation, at);
  }

  private static <T> T parsed(String option, String text, Function<String, T> parse)
      throws CommandException {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed(option + ": " + e.getMessage(), e);
    }
  }
}
