package dev.runseal.yubico;

import dev.runseal.bytes.Bytes;
import dev.runseal.x509.ChainException;
import dev.runseal.x509.DeviceCertificate;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Yubico's own extensions in one certificate, under one arc. Values are short and of fixed form, so
 * they are read as bytes: some are DER, some bare octets, and integers may have leading zeros.
 */
final class YubicoExtensions {
  static final String PIV = "1.3.6.1.4.1.41482.3.";
  static final String HSM = "1.3.6.1.4.1.41482.4.";

  private static final byte INTEGER = 0x02;
  private static final byte BIT_STRING = 0x03;
  private static final byte OCTET_STRING = 0x04;
  private static final byte UTF8_STRING = 0x0c;
  private static final int MAX_SHORT = 0x7f;

  private final DeviceCertificate certificate;
  private final String arc;

  YubicoExtensions(DeviceCertificate certificate, String arc) {
    this.certificate = certificate;
    this.arc = arc;
  }

  /** No device issues a CA's certificate. */
  void requireEndEntity() throws YubicoException {
    boolean isAuthority;
    try {
      isAuthority = certificate.isAuthority();
    } catch (ChainException e) {
      throw new YubicoException(e.getMessage(), e);
    }
    if (isAuthority) {
      throw new YubicoException(
          "attestation \"%s\" is a CA's certificate, which no device issues"
              .formatted(certificate.subject()));
    }
  }

  boolean has(int number) {
    return find(number).isPresent();
  }

  Firmware firmware(int number) throws YubicoException {
    return Firmware.of(octets(number, Firmware.LENGTH));
  }

  /** So many octets, bare or as an OCTET STRING: the length tells which. */
  Bytes octets(int number, int length) throws YubicoException {
    Bytes value = require(number);
    if (value.length() == length) {
      return value;
    }
    if (value.length() == length + 2 && value.at(0) == OCTET_STRING && value.at(1) == length) {
      return value.slice(2, value.length());
    }
    throw wrong(number, value, "%d octets".formatted(length));
  }

  /** An INTEGER that is not negative. */
  BigInteger integer(int number) throws YubicoException {
    Bytes content = content(number, INTEGER, "an INTEGER");
    if (content.length() == 0) {
      throw wrong(number, content, "an INTEGER");
    }
    return new BigInteger(1, content.toArray());
  }

  /** A BIT STRING of whole octets, as the number that they are with the most significant first. */
  BigInteger bits(int number, int maxOctets) throws YubicoException {
    String expected = "a BIT STRING of 1 to %d octets".formatted(maxOctets);
    Bytes content = content(number, BIT_STRING, expected);
    if (content.length() < 2 || content.length() > maxOctets + 1 || content.at(0) != 0) {
      throw wrong(number, content, expected);
    }
    return new BigInteger(1, content.slice(1, content.length()).toArray());
  }

  /** A UTF8String, to its first zero: what is not UTF-8 in it is replaced. */
  String text(int number) throws YubicoException {
    String text =
        new String(content(number, UTF8_STRING, "a UTF8String").toArray(), StandardCharsets.UTF_8);
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  private Bytes content(int number, byte tag, String expected) throws YubicoException {
    Bytes value = require(number);
    if (value.length() < 2
        || value.at(0) != tag
        || value.at(1) != value.length() - 2
        || value.length() - 2 > MAX_SHORT) {
      throw wrong(number, value, expected);
    }
    return value.slice(2, value.length());
  }

  private Bytes require(int number) throws YubicoException {
    return find(number)
        .orElseThrow(() ->
            new YubicoException(
                "certificate \"%s\" has no extension %s%d"
                    .formatted(certificate.subject(), arc, number)));
  }

  private Optional<Bytes> find(int number) {
    return certificate.findExtension(arc + number);
  }

  private YubicoException wrong(int number, Bytes found, String expected) {
    return new YubicoException(
        "certificate \"%s\" has an extension %s%d that holds %s, expected %s"
            .formatted(certificate.subject(), arc, number, found, expected));
  }
}
