package dev.runseal.pkcs11;

import dev.runseal.pkcs11.TokenException.Reason;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A slot with an initialised token in it, and what is known of such tokens. The slot's number is
 * good until the module is initialised again: numbers move, so a token is always looked up by name.
 */
record Slot(long id, TokenInfo token, TokenQuirks quirks) {
  /** The one token of this name. None, and more than one, are refused with what was found. */
  static Slot named(Pkcs11Uri name, Cryptoki cryptoki) throws TokenException {
    List<Slot> all = cryptoki.slots();
    List<Slot> matching = all.stream().filter(slot -> name.namesToken(slot.token())).toList();
    return switch (matching.size()) {
      case 1 -> matching.getFirst();
      case 0 ->
          throw new TokenException(
              Reason.NO_TOKEN,
              "no token is named %s, found %s in %s"
                  .formatted(name, listed(all), cryptoki.module()));
      default ->
          throw new TokenException(
              Reason.AMBIGUOUS,
              "%d tokens are named %s, expected one: %s in %s%s"
                  .formatted(
                      matching.size(),
                      name,
                      listed(matching),
                      cryptoki.module(),
                      matching.getFirst().aboutSerial()));
    };
  }

  private String aboutSerial() {
    return quirks
        .findAboutSerial()
        .map(known -> "; %s: %s".formatted(known.sentence(), known.remedy()))
        .orElse("");
  }

  private static String listed(List<Slot> slots) {
    return slots.isEmpty()
        ? "no token at all"
        : slots.stream().map(slot -> slot.token().toString()).collect(Collectors.joining(", "));
  }
}
