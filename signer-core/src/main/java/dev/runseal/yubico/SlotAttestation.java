package dev.runseal.yubico;

import dev.runseal.bytes.Excerpt;
import dev.runseal.x509.DeviceCertificate;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a YubiKey says of the key in one slot of its PIV application. It makes this certificate for
 * keys that it generated, and for no others. Yubico: "PIV attestation".
 *
 * @param slot two hex digits: {@code 9a}
 * @param serial of the device; absent where the owner hides it
 * @param formFactor with its flags; absent before firmware 5
 */
public record SlotAttestation(
    String slot,
    Firmware firmware,
    Optional<BigInteger> serial,
    PinPolicy pinPolicy,
    TouchPolicy touchPolicy,
    OptionalInt formFactor) {
  static final int FIRMWARE = 3;
  static final int SERIAL = 7;
  static final int POLICIES = 8;
  static final int FORM_FACTOR = 9;

  private static final Pattern SUBJECT = Pattern.compile("YubiKey PIV Attestation ([0-9a-f]{2})");
  private static final int FIPS_FLAG = 0x80;
  private static final int FORM_MASK = 0x0f;

  /** When the device asks for the PIN. */
  public record PinPolicy(int code) {
    @Override
    public String toString() {
      return switch (code) {
        case 1 -> "never";
        case 2 -> "once per session";
        case 3 -> "always";
        case 4 -> "fingerprint or PIN once per session";
        case 5 -> "fingerprint or PIN always";
        default -> "unknown (%d)".formatted(code);
      };
    }
  }

  /** When the device asks to be touched. */
  public record TouchPolicy(int code) {
    @Override
    public String toString() {
      return switch (code) {
        case 1 -> "never";
        case 2 -> "always";
        case 3 -> "cached for 15 s";
        default -> "unknown (%d)".formatted(code);
      };
    }
  }

  /** Whether a certificate says that it is a slot's: no other has policies. */
  public static boolean isOne(DeviceCertificate certificate) {
    return extensions(certificate).has(POLICIES);
  }

  public static SlotAttestation parse(DeviceCertificate certificate) throws YubicoException {
    YubicoExtensions extensions = extensions(certificate);
    var policies = extensions.octets(POLICIES, 2);
    return new SlotAttestation(
        slot(certificate),
        extensions.firmware(FIRMWARE),
        extensions.has(SERIAL) ? Optional.of(extensions.integer(SERIAL)) : Optional.empty(),
        new PinPolicy(policies.at(0) & 0xff),
        new TouchPolicy(policies.at(1) & 0xff),
        extensions.has(FORM_FACTOR)
            ? OptionalInt.of(extensions.octets(FORM_FACTOR, 1).at(0) & 0xff)
            : OptionalInt.empty());
  }

  /** The extensions that {@link #parse} reads. */
  public static Set<String> readExtensions() {
    return IntStream.of(FIRMWARE, SERIAL, POLICIES, FORM_FACTOR)
        .mapToObj(number -> YubicoExtensions.PIV + number)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the form factor is marked as that of a FIPS device. */
  public boolean hasFipsFlag() {
    return formFactor.isPresent() && (formFactor.getAsInt() & FIPS_FLAG) != 0;
  }

  public Optional<String> findFormFactorName() {
    if (formFactor.isEmpty()) {
      return Optional.empty();
    }
    int code = formFactor.getAsInt() & FORM_MASK;
    return Optional.of(
        switch (code) {
          case 1 -> "USB-A keychain";
          case 2 -> "USB-A nano";
          case 3 -> "USB-C keychain";
          case 4 -> "USB-C nano";
          case 5 -> "USB-C and Lightning";
          case 6 -> "USB-A keychain with fingerprint reader";
          case 7 -> "USB-C keychain with fingerprint reader";
          default -> "unknown (%d)".formatted(code);
        });
  }

  static YubicoExtensions extensions(DeviceCertificate certificate) {
    return new YubicoExtensions(certificate, YubicoExtensions.PIV);
  }

  private static String slot(DeviceCertificate certificate) throws YubicoException {
    String name = certificate.findCommonName().orElse("");
    Matcher matcher = SUBJECT.matcher(name);
    if (!matcher.matches()) {
      throw new YubicoException(
          "slot attestation is for %s, expected \"YubiKey PIV Attestation <slot>\""
              .formatted(Excerpt.quoted(name)));
    }
    return matcher.group(1);
  }
}
