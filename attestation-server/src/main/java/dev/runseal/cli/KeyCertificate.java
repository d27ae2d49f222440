package dev.runseal.cli;

import dev.runseal.bytes.Bytes;
import dev.runseal.key.Origin;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What a certificate beside a key says, for people to read. Nothing is verified here: {@code
 * runseal verify} does that.
 */
record KeyCertificate(Optional<Origin> origin, Instant notBefore, Instant notAfter) {
  private static final String LOG = "runseal:log:";
  private static final int URI = 6;

  static KeyCertificate parse(Bytes der) {
    try {
      var factory = CertificateFactory.getInstance("X.509");
      var certificate =
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der.toArray()));
      return new KeyCertificate(
          findOrigin(certificate),
          certificate.getNotBefore().toInstant(),
          certificate.getNotAfter().toInstant());
    } catch (CertificateException e) {
      throw new IllegalArgumentException("certificate is not readable: " + e.getMessage(), e);
    }
  }

  private static Optional<Origin> findOrigin(X509Certificate certificate)
      throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names == null) {
      return Optional.empty();
    }
    return names.stream()
        .filter(name -> name.getFirst().equals(URI))
        .map(name -> String.valueOf(name.getLast()))
        .filter(name -> name.startsWith(LOG))
        .map(name -> new Origin(name.substring(LOG.length())))
        .findFirst();
  }
}
