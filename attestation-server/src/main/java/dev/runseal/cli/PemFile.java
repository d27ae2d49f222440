package dev.runseal.cli;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.VerifyingKey;
import dev.runseal.trust.TrustException;
import dev.runseal.trust.TrustRoots;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * PEM that was named on the command line, and what it may stand for there: a root certificate, or a
 * public key. Complaints begin with the file's name.
 */
record PemFile(InputFile file, String text) {
  private static final int MAX_LENGTH = 1 << 16;

  static PemFile read(Terminal terminal, Path name) throws CommandException {
    var file = new InputFile(terminal, name);
    try {
      return new PemFile(file, file.read(MAX_LENGTH).toUtf8());
    } catch (CharacterCodingException e) {
      throw CommandException.failed("%s: is not text, expected PEM".formatted(name), e);
    }
  }

  /** The one root certificate that chains of sealing keys may end in. */
  TrustRoots sealingRoot() throws CommandException {
    try {
      return TrustRoots.ofSealingRoot(text);
    } catch (TrustException e) {
      throw file.wrong(e);
    }
  }

  /** The DER SubjectPublicKeyInfo of a key of any algorithm, or of what holds one. */
  Bytes anyPublicKey() throws CommandException {
    try (var pem = new PemReader(new StringReader(text))) {
      PemObject block = pem.readPemObject();
      if (block == null) {
        throw new IllegalArgumentException("found no PEM block, expected PUBLIC KEY");
      }
      Bytes spki = Bytes.takingOwnership(keyIn(block).getEncoded(ASN1Encoding.DER));
      if (pem.readPemObject() != null) {
        throw new IllegalArgumentException("found several PEM blocks, expected one");
      }
      return spki;
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw file.wrong(e);
    }
  }

  private static SubjectPublicKeyInfo keyIn(PemObject block) {
    byte[] der = block.getContent();
    return switch (block.getType()) {
      case "PUBLIC KEY" -> SubjectPublicKeyInfo.getInstance(der);
      case "CERTIFICATE" -> Certificate.getInstance(der).getSubjectPublicKeyInfo();
      case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" ->
          CertificationRequest.getInstance(der)
              .getCertificationRequestInfo()
              .getSubjectPublicKeyInfo();
      default ->
          throw new IllegalArgumentException(
              "found the PEM block %s, expected PUBLIC KEY, CERTIFICATE or CERTIFICATE REQUEST: openssl pkey -pubout writes the first"
                  .formatted(block.getType()));
    };
  }

  VerifyingKey publicKey() throws CommandException {
    try (var pem = new PemReader(new StringReader(text))) {
      PemObject block = pem.readPemObject();
      if (block == null || !block.getType().equals("PUBLIC KEY")) {
        throw new IllegalArgumentException(
            "found %s, expected a PEM block PUBLIC KEY"
                .formatted(block == null ? "no PEM block" : "the PEM block " + block.getType()));
      }
      return VerifyingKey.parse(Bytes.of(block.getContent()));
    } catch (IOException | IllegalArgumentException e) {
      throw file.wrong(e);
    }
  }
}
