package dev.runseal.x509;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of certificates as the tools of devices write it: one in DER, or any number in PEM with
 * text around them (RFC 7468 §5.2). What Runseal itself writes is read by {@link PemCertificates},
 * which takes less.
 */
public final class CertificateFile {
  /** Longer than any chain, short enough to be read at once. */
  public static final int MAX_LENGTH = 1 << 20;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([^-\\n]{1,64})-----([^-]*)-----END ([^-\\n]{1,64})-----");
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final int SEQUENCE = 0x30;

  private CertificateFile() {}

  /** The certificates of {@code file}, which messages call {@code what}; at least one. */
  public static List<DeviceCertificate> parse(Bytes file, String what) throws ChainException {
    if (file.length() > MAX_LENGTH) {
      throw new ChainException(
          "%s has %d bytes, expected at most %d".formatted(what, file.length(), MAX_LENGTH));
    }
    if (file.length() > 0 && file.at(0) == SEQUENCE) {
      return List.of(DeviceCertificate.parse(file, what));
    }
    List<DeviceCertificate> certificates = new ArrayList<>();
    Matcher block = BLOCK.matcher(new String(file.toArray(), StandardCharsets.ISO_8859_1));
    while (block.find()) {
      certificates.add(
          certificate(block, "%s, certificate %d".formatted(what, certificates.size())));
    }
    if (certificates.isEmpty()) {
      throw new ChainException(
          what + " holds no certificate, expected one in DER, or one or more in PEM");
    }
    return List.copyOf(certificates);
  }

  private static DeviceCertificate certificate(Matcher block, String what) throws ChainException {
    if (!block.group(1).equals(CERTIFICATE) || !block.group(3).equals(CERTIFICATE)) {
      throw new ChainException(
          "%s is a block that begins with %s and ends with %s, expected %s"
              .formatted(
                  what,
                  Excerpt.quoted(block.group(1)),
                  Excerpt.quoted(block.group(3)),
                  CERTIFICATE));
    }
    try {
      return DeviceCertificate.parse(
          Bytes.takingOwnership(Base64.getMimeDecoder().decode(block.group(2))), what);
    } catch (IllegalArgumentException e) {
      throw new ChainException("%s is not base64: %s".formatted(what, Excerpt.message(e)), e);
    }
  }
}
