package dev.runseal.attestation;

import dev.runseal.bytes.Excerpt;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The families of evidence that can be judged. Formats §4. */
public enum EvidenceType {
  /** What the host that ran the ceremony says, as IETF PKIX evidence. */
  PKIX("pkix"),
  /** A slot attestation of a YubiKey, and the device's certificate. */
  YUBIKEY_PIV("yubikey-piv"),
  /** An attestation of a YubiHSM 2, and the device's certificates. */
  YUBIHSM2("yubihsm2"),
  /** A SmartCard-HSM's authenticated certificate request, and the device's certificates. */
  SMARTCARD_HSM("smartcard-hsm"),
  /** What a TPM 2.0 says of a key in it, and the certificates of the key that says so. */
  TPM2_CERTIFY("tpm2-certify");

  private static final String MEDIA_TYPES = "application/vnd.runseal.";

  private final String text;

  EvidenceType(String text) {
    this.text = text;
  }

  public static EvidenceType parse(String text) {
    return Stream.of(values())
        .filter(type -> type.text.equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "evidence type is %s, expected one of %s"
                    .formatted(
                        Excerpt.quoted(text),
                        Stream.of(values())
                            .map(EvidenceType::text)
                            .collect(Collectors.joining(", ")))));
  }

  public static Optional<EvidenceType> findByMediaType(String mediaType) {
    return Stream.of(values()).filter(type -> type.mediaType().equals(mediaType)).findFirst();
  }

  /** Its name on a command line and in a trust file. */
  public String text() {
    return text;
  }

  public String mediaType() {
    return this == PKIX ? MEDIA_TYPES + "pkix-evidence" : MEDIA_TYPES + text;
  }

  @Override
  public String toString() {
    return text;
  }
}
