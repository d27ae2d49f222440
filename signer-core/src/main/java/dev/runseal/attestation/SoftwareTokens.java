package dev.runseal.attestation;

import java.util.List;
import java.util.Optional;

/**
 * Tokens that are programs, by what they say of themselves in {@code C_GetTokenInfo}: the texts of
 * manufacturer and model. The table tells an honest signer's token for what it is; a program that
 * was given another name is in no table.
 */
public final class SoftwareTokens {
  /**
   * A program that plays a token.
   *
   * @param kind what it is called by its users
   */
  public record Kind(String kind, String manufacturer, String model) {}

  private static final List<Kind> KNOWN =
      List.of(
          new Kind("SoftHSM 2", "SoftHSM project", "SoftHSM v2"),
          new Kind("SoftHSM 1", "SoftHSM", "SoftHSM"),
          new Kind("the software token of opencryptoki", "IBM", "Soft"),
          new Kind("a TPM simulator (swtpm, IBM's)", "IBM", "SW   TPM"),
          new Kind("a TPM simulator (Microsoft's)", "MSFT", "xCG fTPM"),
          new Kind("Kryoptic", "Kryoptic Project", "v1"),
          new Kind("NSS", "Mozilla Foundation", "NSS 3"),
          new Kind("GNOME Keyring", "Gnome Keyring", "1.0"));

  private SoftwareTokens() {}

  /** Every one that is known. */
  public static List<Kind> known() {
    return KNOWN;
  }

  static Optional<Kind> find(String manufacturer, String model) {
    return KNOWN.stream()
        .filter(kind -> kind.manufacturer().equals(manufacturer) && kind.model().equals(model))
        .findFirst();
  }
}
