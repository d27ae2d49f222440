package dev.runseal.yubico;

import dev.runseal.x509.DeviceCertificate;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a YubiHSM 2 says of one of its asymmetric keys. It says so of imported keys as well: where
 * the key comes from is in {@code origin}. Yubico: "YubiHSM OIDs".
 *
 * @param domains bit by bit, domain 1 the lowest
 * @param fipsApproved whether the device was in its FIPS-approved mode; on FIPS devices from 2.4.1
 */
public record HsmAttestation(
    Firmware firmware,
    BigInteger serial,
    Origin origin,
    int domains,
    HsmCapabilities capabilities,
    int objectId,
    Optional<String> label,
    Optional<Boolean> fipsApproved) {
  static final int FIRMWARE = 1;
  static final int SERIAL = 2;
  static final int ORIGIN = 3;
  static final int DOMAINS = 4;
  static final int CAPABILITIES = 5;
  static final int OBJECT_ID = 6;
  static final int LABEL = 9;
  static final int FIPS_APPROVED = 12;

  /** Where a key was made, and how it came here. */
  public record Origin(int bits) {
    private static final int GENERATED = 0x01;
    private static final int IMPORTED = 0x02;
    private static final int UNDER_WRAP = 0x10;

    /** Whether it was made on this very device: any other bit beside that one says otherwise. */
    public boolean isGeneratedHere() {
      return bits == GENERATED;
    }

    @Override
    public String toString() {
      return switch (bits) {
        case GENERATED -> "generated";
        case IMPORTED -> "imported";
        case GENERATED | UNDER_WRAP -> "generated on some device and imported under wrap";
        case IMPORTED | UNDER_WRAP -> "imported into some device and imported here under wrap";
        default -> "unknown (0x%02x)".formatted(bits);
      };
    }
  }

  /** Whether a certificate says that it is a key's of a YubiHSM: no other has an origin. */
  public static boolean isOne(DeviceCertificate certificate) {
    return extensions(certificate).has(ORIGIN);
  }

  public static HsmAttestation parse(DeviceCertificate certificate) throws YubicoException {
    YubicoExtensions extensions = extensions(certificate);
    return new HsmAttestation(
        extensions.firmware(FIRMWARE),
        extensions.integer(SERIAL),
        new Origin(extensions.bits(ORIGIN, 1).intValueExact()),
        extensions.bits(DOMAINS, 2).intValueExact(),
        new HsmCapabilities(extensions.bits(CAPABILITIES, Long.BYTES)),
        objectId(extensions, certificate),
        extensions.has(LABEL)
            ? Optional.of(extensions.text(LABEL)).filter(text -> !text.isEmpty())
            : Optional.empty(),
        extensions.has(FIPS_APPROVED)
            ? Optional.of(extensions.integer(FIPS_APPROVED).signum() != 0)
            : Optional.empty());
  }

  /** The extensions that {@link #parse} reads. */
  public static Set<String> readExtensions() {
    return IntStream.of(
            FIRMWARE, SERIAL, ORIGIN, DOMAINS, CAPABILITIES, OBJECT_ID, LABEL, FIPS_APPROVED)
        .mapToObj(number -> YubicoExtensions.HSM + number)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The domains by their numbers, 1 to 16. */
  public String domainNumbers() {
    return IntStream.rangeClosed(1, 16)
        .filter(number -> (domains & (1 << (number - 1))) != 0)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", "));
  }

  static YubicoExtensions extensions(DeviceCertificate certificate) {
    return new YubicoExtensions(certificate, YubicoExtensions.HSM);
  }

  private static int objectId(YubicoExtensions extensions, DeviceCertificate certificate)
      throws YubicoException {
    BigInteger id = extensions.integer(OBJECT_ID);
    if (id.bitLength() > 16) {
      throw new YubicoException(
          "certificate \"%s\" is of object %d, expected a number of 16 bits"
              .formatted(certificate.subject(), id));
    }
    return id.intValueExact();
  }
}
