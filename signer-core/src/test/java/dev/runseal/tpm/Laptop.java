package dev.runseal.tpm;

import dev.runseal.bytes.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Locale;
import java.util.Objects;

/** A real laptop whose TPM certified a key: files of {@code vectors/tpm-certify}. */
public enum Laptop {
  LENOVO_CARBON_X1,
  SURFACE_PRO_4;

  public Bytes certification() {
    return file("certInfo.tpms_attest.bin");
  }

  public Bytes publicArea() {
    return file("pubArea.tpmt_public.bin");
  }

  /** Of the attestation key: SHA-1 with PKCS#1, without a TPM's frame. */
  public Bytes signature() {
    return file("signature.bin");
  }

  /** What was certified to: SHA-1 of it is the certification's extra data. */
  public Bytes certifiedTo() {
    return Bytes.concat(file("authData.bin"), TpmHash.SHA256.digest(file("clientDataJSON.json")));
  }

  public Bytes attestationCertificate() {
    return file("x5c-0.der");
  }

  public Bytes issuerCertificate() {
    return file("x5c-1.der");
  }

  public PublicKey attestationKey() {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(attestationCertificate().toArray()))
          .getPublicKey();
    } catch (CertificateException e) {
      throw new AssertionError("the vector holds a certificate", e);
    }
  }

  private Bytes file(String name) {
    String path = "/vectors/tpm-certify/%s/%s".formatted(toString(), name);
    try (InputStream in = Objects.requireNonNull(Laptop.class.getResourceAsStream(path), path)) {
      return Bytes.takingOwnership(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
