package dev.runseal.server;

import dev.runseal.attestation.AttestationException;
import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.VerifyingKey;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.SealingChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

/**
 * What the key attestation says of the log that this daemon keeps, after it was shown to agree with
 * itself and with the configuration: whatever a verifier would refuse is refused at the start.
 */
record LogIdentity(Origin log, VerifyingKey key, Bytes root, Bytes attestation) {
  private static final String KEY = "keyAttestation";

  static LogIdentity read(ServerConfig config, Instant now) throws ConfigException {
    Path file = config.keyAttestation();
    Bytes exact = content(file);
    KeyAttestation attestation;
    SealingChain chain;
    try {
      attestation = KeyAttestation.parse(exact);
      Bytes root = attestation.certificates().getLast();
      chain = SealingChain.validate(attestation.certificates(), Set.of(root), now);
    } catch (AttestationException e) {
      throw new ConfigException(
          KEY, "%s: %s".formatted(file, e.getMessage()), "put back the ceremony's own file", e);
    } catch (ChainException e) {
      throw new ConfigException(
          KEY, "%s: %s".formatted(file, e.getMessage()), "hold a ceremony for a valid chain", e);
    }
    if (!chain.origin().equals(attestation.log())) {
      throw new ConfigException(
          KEY,
          "%s is of log %s, its certificate of %s"
              .formatted(file, attestation.log(), chain.origin()),
          "put back the ceremony's own file");
    }
    if (!attestation.log().name().equals(config.logName())) {
      throw new ConfigException(
          "log.name",
          "found %s, the key attestation is of %s"
              .formatted(config.logName(), attestation.log().name()),
          "write %s, or name the right keyAttestation".formatted(attestation.log().name()));
    }
    return new LogIdentity(attestation.log(), chain.sealingKey(), chain.root(), exact);
  }

  /** The token must hold the key that the certificate is about. */
  void verifyIsOf(VerifyingKey onToken) throws ConfigException {
    if (!key.equals(onToken)) {
      throw new ConfigException(
          KEY,
          "it is about %s, the token holds %s".formatted(key, onToken),
          "name the file that the ceremony of this token made");
    }
  }

  private static Bytes content(Path file) throws ConfigException {
    try (var in = Files.newInputStream(file)) {
      // One byte more than allowed is enough to be refused.
      return Bytes.takingOwnership(in.readNBytes(KeyAttestation.MAX_LENGTH + 1));
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          KEY, "there is no file " + file, "hold the ceremony with runseal init", e);
    } catch (IOException e) {
      throw new ConfigException(
          KEY, "file %s can't be read (%s)".formatted(file, e), "give the daemon's user access", e);
    }
  }
}
