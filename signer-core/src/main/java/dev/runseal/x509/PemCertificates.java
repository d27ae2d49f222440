package dev.runseal.x509;

import dev.runseal.bytes.Bytes;
import dev.runseal.bytes.Excerpt;
import java.util.ArrayList;
import java.util.List;

/**
 * Certificates as they stand in a PEM file: RFC 7468 {@code CERTIFICATE} blocks in their order.
 * Between blocks only blank lines and lines that begin with {@code #} are let in; a private key, or
 * anything else, is refused rather than skipped.
 */
public final class PemCertificates {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";
  private static final int LINE_LENGTH = 64;

  private PemCertificates() {}

  /** The DER of each certificate of the file; a file without any is refused. */
  public static List<Bytes> parse(String pem) throws ChainException {
    List<Bytes> certificates = new ArrayList<>();
    List<String> lines = lines(pem);
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at);
      if (line.equals(BEGIN)) {
        int end = end(lines, at);
        certificates.add(certificate(lines.subList(at + 1, end), at + 1));
        at = end + 1;
      } else if (isBlank(line) || line.startsWith("#")) {
        at++;
      } else {
        throw new ChainException(
            "pem line %d is \"%s\", expected %s".formatted(at + 1, Excerpt.of(line), BEGIN));
      }
    }
    if (certificates.isEmpty()) {
      throw new ChainException("pem holds no certificate, expected at least one");
    }
    return List.copyOf(certificates);
  }

  public static String encode(List<Bytes> certificates) {
    var pem = new StringBuilder();
    for (Bytes der : certificates) {
      String base64 = der.toBase64();
      pem.append(BEGIN).append('\n');
      for (int at = 0; at < base64.length(); at += LINE_LENGTH) {
        pem.append(base64, at, Math.min(at + LINE_LENGTH, base64.length())).append('\n');
      }
      pem.append(END).append('\n');
    }
    return pem.toString();
  }

  /** Lines end in LF or in CRLF; a CR elsewhere is a part of its line, and makes it a wrong one. */
  private static List<String> lines(String pem) {
    List<String> lines = new ArrayList<>();
    for (String line : pem.split("\n", -1)) {
      lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    }
    if (lines.getLast().isEmpty()) {
      lines.removeLast(); // what follows the last line's end
    }
    return lines;
  }

  private static boolean isBlank(String line) {
    return line.chars().allMatch(c -> c == ' ' || c == '\t');
  }

  private static int end(List<String> lines, int begin) throws ChainException {
    int at = begin + 1;
    while (at < lines.size() && !lines.get(at).startsWith("-----")) {
      at++;
    }
    if (at == lines.size() || !lines.get(at).equals(END)) {
      throw new ChainException(
          "pem block of line %d ends at line %d without %s".formatted(begin + 1, at + 1, END));
    }
    return at;
  }

  private static Bytes certificate(List<String> base64, int line) throws ChainException {
    Bytes der;
    try {
      der = Bytes.parseBase64(String.join("", base64));
    } catch (IllegalArgumentException e) {
      throw new ChainException("pem block of line %d: %s".formatted(line, e.getMessage()), e);
    }
    return DerCertificate.parse(der, "pem block of line " + line).der();
  }
}
