package dev.runseal.x509;

import dev.runseal.attestation.KeyAttestation;
import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SigningException;
import dev.runseal.key.SoftwareKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A root, a sealing key and its certificate, all in memory: for tests only. One name gives the same
 * bytes in every run; the certificates hold from 2026 to 2036.
 */
public record TestChain(
    SoftwareKey rootKey,
    SoftwareKey sealingKey,
    Origin origin,
    Bytes root,
    Bytes sealingCertificate) {
  public static final Validity VALIDITY =
      new Validity(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2036-01-01T00:00:00Z"));

  /** A moment at which the certificates hold. */
  public static final Instant WITHIN = Instant.parse("2026-11-21T01:02:03Z");

  public static TestChain named(String name) {
    var rootKey = SoftwareKey.named(name + " root");
    var sealingKey = SoftwareKey.named(name + " sealing");
    var origin = Origin.of("runseal.test/" + name, sealingKey.publicKey());
    // Serial numbers too are to be the same in every run.
    var issuer = new ChainIssuer(new Random(name.hashCode()));
    try {
      Bytes root = issuer.root(rootKey, "Runseal test root " + name, VALIDITY);
      Bytes certificate =
          issuer.sealingCertificate(root, rootKey, origin, sealingKey.publicKey(), VALIDITY);
      return new TestChain(rootKey, sealingKey, origin, root, certificate);
    } catch (SigningException e) {
      throw new AssertionError("a key in memory signs", e);
    }
  }

  public List<Bytes> certificates() {
    return List.of(sealingCertificate, root);
  }

  public KeyAttestation keyAttestation() {
    return new KeyAttestation(origin, certificates(), Optional.empty(), List.of());
  }
}
