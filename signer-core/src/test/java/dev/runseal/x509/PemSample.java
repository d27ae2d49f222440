package dev.runseal.x509;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Certificates of makers as they publish them: PEM with any text around it. */
public final class PemSample {
  private PemSample() {}

  public static List<DeviceCertificate> certificates(Bytes pem) throws IOException, ChainException {
    List<DeviceCertificate> certificates = new ArrayList<>();
    try (var reader = new PemReader(new StringReader(new String(pem.toArray(), US_ASCII)))) {
      for (PemObject each = reader.readPemObject(); each != null; each = reader.readPemObject()) {
        certificates.add(DeviceCertificate.parse(Bytes.of(each.getContent()), "sample"));
      }
    }
    return List.copyOf(certificates);
  }
}
