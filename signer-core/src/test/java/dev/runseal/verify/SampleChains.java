package dev.runseal.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import dev.runseal.key.SigningException;
import dev.runseal.key.SoftwareKey;
import dev.runseal.key.ToBeSigned;
import dev.runseal.key.VerifyingKey;
import dev.runseal.x509.ChainIssuer;
import dev.runseal.x509.Validity;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.TBSCertificate;

/** Certificates for the sample bundles: the same in every run. */
final class SampleChains {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Validity ROOT_YEARS = Validity.of(START, Duration.ofDays(7300));
  private static final Validity LEAF_YEARS = Validity.of(START, Duration.ofDays(3650));

  private SampleChains() {}

  static Bytes root(SoftwareKey key) {
    try {
      return new ChainIssuer(new Random(1)).root(key, "Sample root", ROOT_YEARS);
    } catch (SigningException e) {
      throw new AssertionError("a key in memory signs whatever it is given", e);
    }
  }

  static Bytes leaf(Bytes root, SoftwareKey rootKey, Origin origin, VerifyingKey key) {
    try {
      return new ChainIssuer(new Random(2))
          .sealingCertificate(root, rootKey, origin, key, LEAF_YEARS);
    } catch (SigningException e) {
      throw new AssertionError("a key in memory signs whatever it is given", e);
    }
  }

  /** What no issuer of ours would make: a certificate that names the log of another key. */
  static Bytes leafMisnamed(Bytes root, SoftwareKey rootKey, Origin origin, VerifyingKey key) {
    Origin own = Origin.of(origin.name(), key);
    var honest = Certificate.getInstance(leaf(root, rootKey, own, key).toArray());
    try {
      // The two names are equally long, so that no length around them changes.
      String tbs = latin1(honest.getTBSCertificate().getEncoded("DER"));
      byte[] misnamed = tbs.replace(own.keyHash(), origin.keyHash()).getBytes(ISO_8859_1);
      var changed = TBSCertificate.getInstance(misnamed);
      Bytes signature = rootKey.sign(new ToBeSigned.Certificate(changed));
      return Bytes.takingOwnership(
          new DERSequence(
                  new ASN1Encodable[] {
                    changed, honest.getSignatureAlgorithm(), new DERBitString(signature.toArray())
                  })
              .getEncoded("DER"));
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does no input or output", e);
    }
  }

  private static String latin1(byte[] octets) {
    return new String(octets, ISO_8859_1);
  }
}
