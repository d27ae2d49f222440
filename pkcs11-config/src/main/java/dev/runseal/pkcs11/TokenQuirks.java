package dev.runseal.pkcs11;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known of one kind of token beyond what it says of itself. Here, and nowhere else, stands
 * how kinds of token differ: whoever has to care asks this. A new kind is one more constant in the
 * list, its section in docs/tokens.md, and its own test that extends the contract of all tokens.
 *
 * <p>The name is what the module says of its maker, or of itself where its maker makes several.
 */
public record TokenQuirks(String kind, String name, List<Deviation> deviations) {
  /** A token of which we know nothing is taken to do as the specification says. */
  static final TokenQuirks NONE = new TokenQuirks("any other token", "", List.of());

  static final TokenQuirks SOFTHSM =
      new TokenQuirks(
          "SoftHSM 2",
          "SoftHSM",
          List.of(
              new Deviation.Noted(
                  "keys are files, which their user and root can copy",
                  "use it to try things out; the default policy refuses what it sealed"),
              new Deviation.Noted(
                  "a running process does not see a token that another one makes",
                  "make all tokens first, then start the daemon")));

  static final TokenQuirks TPM2 =
      new TokenQuirks(
          "TPM 2.0 (tpm2-pkcs11)",
          "tpm2-software.github.io",
          List.of(
              new Deviation.FixedUses(Set.of(Attribute.CKA_DECRYPT)),
              new Deviation.SharedSerial(),
              new Deviation.Noted(
                  "wrong PINs are counted by the chip for all of its tokens together, and no token says that the last try is near",
                  "look at the counter with `tpm2_getcap properties-variable`, clear it with `tpm2_dictionarylockout --clear-lockout`"),
              new Deviation.Noted(
                  "the chip holds a few objects at a time, and answers CKR_GENERAL_ERROR when full",
                  "reach it through a resource manager: `TPM2_PKCS11_TCTI=device:/dev/tpmrm0`, or `tabrmd` with tpm2-abrmd")));

  static final TokenQuirks OPENCRYPTOKI =
      new TokenQuirks(
          "opencryptoki",
          "openCryptoki",
          List.of(
              new Deviation.NoSerial(),
              new Deviation.Noted(
                  "PINs have 4 to 8 characters",
                  "take 8; a longer one is refused when it is set, with CKR_PIN_LEN_RANGE"),
              new Deviation.Noted(
                  "the software token makes no elliptic-curve keys before release 3.15, and Debian 12 ships 3.8.1: the ceremony refuses it for want of CKM_EC_KEY_PAIR_GEN",
                  "use a later release; Debian 13 ships 3.23"),
              new Deviation.Noted(
                  "without its daemon the module can't be initialised, and says CKR_HOST_MEMORY",
                  "start `pkcsslotd` before `runseal serve`"),
              new Deviation.Noted(
                  "the software token's keys are files, which root and everyone in its group can copy",
                  "use it to try things out; the default policy refuses what it sealed")));

  private static final List<TokenQuirks> KNOWN = List.of(SOFTHSM, TPM2, OPENCRYPTOKI);

  public TokenQuirks {
    deviations = List.copyOf(deviations);
  }

  /**
   * What is known of a module's tokens. The module decides: a TPM's token names the maker of the
   * chip, which says nothing of the module that stands before it.
   */
  static TokenQuirks of(ModuleInfo module) {
    return KNOWN.stream().filter(quirks -> quirks.isOf(module)).findFirst().orElse(NONE);
  }

  /** Every kind of which something is known. */
  public static List<TokenQuirks> known() {
    return KNOWN;
  }

  /** The uses that every private key has, asked for or not. */
  public Set<Attribute> fixedUses() {
    return all(Deviation.FixedUses.class)
        .flatMap(fixed -> fixed.uses().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether a serial number names one token. */
  public boolean serialNamesOneToken() {
    return findAboutSerial().isEmpty();
  }

  /** Why a serial number does not name one token. */
  Optional<Deviation> findAboutSerial() {
    return deviations.stream()
        .filter(
            each -> each instanceof Deviation.SharedSerial || each instanceof Deviation.NoSerial)
        .findFirst();
  }

  /** The template of a private key without what these tokens can't be asked for. */
  Template allowed(Template privateKey) {
    return privateKey.without(fixedUses());
  }

  private boolean isOf(ModuleInfo module) {
    return name.equals(module.maker()) || name.equals(module.description());
  }

  private <D extends Deviation> Stream<D> all(Class<D> type) {
    return deviations.stream().filter(type::isInstance).map(type::cast);
  }
}
