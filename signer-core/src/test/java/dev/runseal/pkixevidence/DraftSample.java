package dev.runseal.pkixevidence;

import dev.runseal.bytes.Bytes;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.PemCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The samples that the draft's authors made: {@code vectors/ietf-rats-key-attestation}. */
public final class DraftSample {
  /** A moment at which their certificates hold. */
  public static final Instant WITHIN = Instant.parse("2026-11-21T01:02:03Z");

  private DraftSample() {}

  private static Bytes file(String name) {
    String path = "/vectors/ietf-rats-key-attestation/sampledata/" + name;
    try (InputStream in = DraftSample.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new AssertionError(path + " is not there");
      }
      return Bytes.takingOwnership(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Bytes evidence(int number) {
    Bytes base64 = file("evidence%d.b64".formatted(number));
    return Bytes.parseBase64(new String(base64.toArray(), StandardCharsets.US_ASCII).strip());
  }

  public static Bytes certificate(String name) {
    String pem = new String(file(name + ".crt").toArray(), StandardCharsets.US_ASCII);
    try {
      return PemCertificates.parse(pem).getFirst();
    } catch (ChainException e) {
      throw new AssertionError(e);
    }
  }
}
