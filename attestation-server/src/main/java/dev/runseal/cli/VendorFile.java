package dev.runseal.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.runseal.attestation.EvidenceType;
import dev.runseal.attestation.VendorCertificate;
import dev.runseal.bytes.Bytes;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * A file as a device's maker or his tools wrote it: certificates, a request, a signed statement;
 * one or several; PEM with any text around it, base64, or binary. Only its form is looked at here.
 */
record VendorFile(InputFile file, List<Bytes> parts) {
  private static final int MAX_LENGTH = 1 << 20;
  private static final String BEGIN = "-----BEGIN ";

  /** What evidence, or a root for it, is called in PEM; other blocks are a mistake. */
  private static final Set<String> BLOCKS = Set.of("CERTIFICATE", "EVIDENCE");

  private static final int DER_SEQUENCE = 0x30;

  /** The tag of a card verifiable certificate. */
  private static final Bytes CARD_VERIFIABLE = Bytes.parseHex("7f21");

  /** What of {@code type} stands in the file: a TPM's structures have no tag to part them by. */
  static VendorFile read(Terminal terminal, Path name, EvidenceType type) throws CommandException {
    var file = new InputFile(terminal, name);
    Bytes content = file.read(MAX_LENGTH);
    try {
      return new VendorFile(file, parts(content, type == EvidenceType.TPM2_CERTIFY));
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw file.wrong(e);
    }
  }

  /** As {@link #read}, where all of it must be certificates as this family has them. */
  static VendorFile readCertificates(Terminal terminal, Path name, EvidenceType type)
      throws CommandException {
    VendorFile read = read(terminal, name, type);
    for (Bytes part : read.parts) {
      if (!isCertificate(part, type)) {
        throw CommandException.failed(
            "%s: holds something else than %s, expected certificates alone"
                .formatted(name, kind(type)));
      }
      try {
        new VendorCertificate(part);
      } catch (IllegalArgumentException e) {
        throw read.file.wrong(e);
      }
    }
    return read;
  }

  static boolean isCertificate(Bytes part, EvidenceType type) {
    if (type == EvidenceType.SMARTCARD_HSM) {
      return part.startsWith(CARD_VERIFIABLE);
    }
    try {
      return new X509CertificateHolder(part.toArray()).getSubjectPublicKeyInfo() != null;
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      return false; // what it is instead, its reader says
    }
  }

  private static String kind(EvidenceType type) {
    return type == EvidenceType.SMARTCARD_HSM
        ? "card verifiable certificates"
        : "X.509 certificates";
  }

  private static List<Bytes> parts(Bytes content, boolean untagged) throws IOException {
    String text = new String(content.toArray(), US_ASCII);
    if (text.isBlank()) {
      throw new IllegalArgumentException("is empty, expected evidence or certificates");
    }
    if (text.contains(BEGIN)) {
      return blocks(text);
    }
    if (text.matches("[A-Za-z0-9+/=\\s]*")) {
      return binary(Bytes.takingOwnership(Base64.getMimeDecoder().decode(text)), untagged);
    }
    return binary(content, untagged);
  }

  private static List<Bytes> binary(Bytes content, boolean untagged) {
    if (!untagged) {
      return split(content);
    }
    try {
      return content.at(0) == DER_SEQUENCE ? split(content) : List.of(content);
    } catch (IllegalArgumentException e) {
      return List.of(content); // a bare signature may begin with any octet
    }
  }

  private static List<Bytes> blocks(String text) throws IOException {
    List<Bytes> parts = new ArrayList<>();
    try (var pem = new PemReader(new StringReader(text))) {
      for (PemObject block = pem.readPemObject(); block != null; block = pem.readPemObject()) {
        if (!BLOCKS.contains(block.getType())) {
          throw new IllegalArgumentException(
              "found the PEM block %s, expected CERTIFICATE or EVIDENCE"
                  .formatted(block.getType()));
        }
        parts.add(Bytes.of(block.getContent()));
      }
    }
    return List.copyOf(parts);
  }

  /** A card's files stand behind one another, and what is DER or CVC says how long it is. */
  private static List<Bytes> split(Bytes content) {
    List<Bytes> parts = new ArrayList<>();
    int at = 0;
    while (at < content.length()) {
      int end = end(content, at);
      parts.add(content.slice(at, end));
      at = end;
    }
    return List.copyOf(parts);
  }

  private static int end(Bytes content, int from) {
    int at = from;
    boolean moreOfTag = (octet(content, at++, from) & 0x1f) == 0x1f;
    while (moreOfTag) {
      moreOfTag = (octet(content, at++, from) & 0x80) != 0;
    }
    int length = octet(content, at++, from);
    if (length > 0x80 && length <= 0x83) {
      int octets = length - 0x80;
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | octet(content, at++, from);
      }
    } else if (length >= 0x80) {
      throw unreadable(content, from);
    }
    if (length > content.length() - at) {
      throw unreadable(content, from);
    }
    return at + length;
  }

  private static int octet(Bytes content, int at, int from) {
    if (at >= content.length()) {
      throw unreadable(content, from);
    }
    return content.at(at) & 0xff;
  }

  private static IllegalArgumentException unreadable(Bytes content, int from) {
    return new IllegalArgumentException(
        "byte %,d of %,d begins no whole value of DER or CVC, and it is no PEM or base64"
            .formatted(from, content.length()));
  }
}
